package picture

import "encoding/binary"

// exifOrientation reads the orientation (tag 0x0112) of the first directory of a
// TIFF structure; 1, upright, for anything it does not understand. It reads nothing
// else: the rest of EXIF is thrown away, and a parser that knows forty tags is forty
// times as much to get wrong on bytes from strangers.
func exifOrientation(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 1
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return 1
	}
	entries := uint64(order.Uint16(tiff[at:]))
	for i := range entries {
		start := at + 2 + i*12
		if start+12 > uint64(len(tiff)) {
			return 1
		}
		entry := tiff[start : start+12]
		const tagOrientation, typeShort = 0x0112, 3
		if order.Uint16(entry) == tagOrientation && order.Uint16(entry[2:]) == typeShort && order.Uint32(entry[4:]) == 1 {
			if v := int(order.Uint16(entry[8:])); v >= 1 && v <= 8 {
				return v
			}
			return 1
		}
	}
	return 1
}

// minimalExif is an APP1 body with the orientation and nothing else.
func minimalExif(orientation int) []byte {
	b := append([]byte{}, exifPrefix...)
	b = append(b, "MM\x00*\x00\x00\x00\x08"...) // big endian, directory at 8
	b = append(b, 0, 1)                         // one entry
	b = append(b, 0x01, 0x12, 0, 3, 0, 0, 0, 1) // orientation, SHORT, one value
	b = append(b, 0, byte(orientation), 0, 0)
	return append(b, 0, 0, 0, 0) // no further directory
}
