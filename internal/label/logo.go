package label

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/color"
	_ "image/jpeg" // a logo may be a JPEG
	"image/png"

	"golang.org/x/image/draw"

	"hengjian/internal/kernel/date"
	"hengjian/internal/kernel/fault"
	"hengjian/internal/platform/authz"
	"hengjian/internal/platform/db"
	"hengjian/internal/platform/qr"
)

// Limits of a logo: what is taken in, and what is kept of it. 160 pixels are more than a
// printer of 600 dpi shows of the largest logo on a label of 50 mm.
const (
	maxLogoBytes  = 1 << 20
	maxLogoSide   = 2048
	keptLogoSide  = 160
	keptLogoBytes = 60_000
)

// Logo is a picture that was taken in.
type Logo struct {
	SHA256 string `json:"sha256"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
}

type logoRow struct {
	SHA256    string `gorm:"primaryKey;column:sha256"`
	Picture   []byte
	CreatedAt int64 `gorm:"autoCreateTime:false"`
}

func (logoRow) TableName() string { return "label_logos" }

// AddLogo takes in a PNG or JPEG. It is drawn anew on white, so that nothing but its
// pixels is kept. Refused: 413 logo_bytes, 415 logo_type, 422 logo_pixels.
func (s *Service) AddLogo(ctx context.Context, raw []byte) (Logo, error) {
	if err := authz.May(ctx, permWrite); err != nil {
		return Logo{}, err
	}
	kept, size, err := redraw(raw)
	if err != nil {
		return Logo{}, err
	}
	sum := sha256.Sum256(kept)
	out := Logo{hex.EncodeToString(sum[:]), size.X, size.Y}
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		err := s.db.Conn(ctx).Create(&logoRow{out.SHA256, kept, date.Millis(s.clock.Now())}).Error
		if db.IsDuplicate(err) {
			return nil // the same picture again
		}
		return err
	})
	return out, db.Fault(err)
}

func redraw(raw []byte) ([]byte, image.Point, error) {
	if len(raw) > maxLogoBytes {
		return nil, image.Point{}, fault.New(fault.KindTooLarge, "logo_bytes", "A logo has at most 1 MB.")
	}
	head, format, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil || format != "png" && format != "jpeg" {
		return nil, image.Point{}, fault.New(fault.KindUnsupported, "logo_type", "A logo is a PNG or a JPEG.")
	}
	if head.Width < 16 || head.Height < 16 || head.Width > maxLogoSide || head.Height > maxLogoSide {
		return nil, image.Point{}, fault.Invalid("logo_pixels", "", "A logo has 16 to 2048 pixels a side.")
	}
	img, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, image.Point{}, fault.New(fault.KindUnsupported, "logo_type", "The picture is damaged.")
	}
	for side := keptLogoSide; ; side = side * 3 / 4 {
		size := fitInto(head.Width, head.Height, side)
		to := image.NewRGBA(image.Rect(0, 0, size.X, size.Y))
		draw.Draw(to, to.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
		draw.CatmullRom.Scale(to, to.Bounds(), img, img.Bounds(), draw.Over, nil)
		var b bytes.Buffer
		if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, to); err != nil {
			return nil, image.Point{}, fault.Internal(err)
		}
		if b.Len() <= keptLogoBytes {
			return b.Bytes(), size, nil
		}
	}
}

// fitInto scales a picture down to a side, never up.
func fitInto(width, height, side int) image.Point {
	longest := max(width, height)
	if longest <= side {
		return image.Pt(width, height)
	}
	return image.Pt(max(1, width*side/longest), max(1, height*side/longest))
}

// logo reads the logo of a layout, nil where it has none; 422 logo_unknown.
func (s *Service) logo(ctx context.Context, l Layout) (*qr.Logo, error) {
	if l.Logo == "" {
		return nil, nil
	}
	var row logoRow
	err := db.First(s.db.Conn(ctx).Where("sha256 = ?", l.Logo), &row)
	if fault.Is(err, "not_found") {
		return nil, fault.Invalid("logo_unknown", "layout.logo", "This logo has not been uploaded.")
	}
	return &qr.Logo{PNG: row.Picture, Share: l.LogoShare}, err
}
