package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"time"
)

// goals of the field work.
const (
	phonesAtOnce     = 16
	photoBytes       = 2 << 20
	uploadMemoryGoal = 64 // MB of growth while all phones upload
)

// fields measures what phones do to the server, and what the server does to phones.
func fields(ctx context.Context, r *report) error {
	s, err := makeAndServe(ctx, r, "sqlite://"+r.dir+"/field.db", "0")
	if err != nil {
		return err
	}
	defer s.stop()
	if r.wants("field.upload.") {
		if err := uploads(ctx, r, s); err != nil {
			return err
		}
	}
	if !r.wants("field.load.") {
		return nil
	}
	return firstLoads(ctx, r, s)
}

// uploads lets phones send photos of 2 MB at once, four each, and watches the memory
// of the serving process: its peak, which the kernel keeps, over where it stood.
func uploads(ctx context.Context, r *report, s *server) error {
	if err := s.signIn("sup1.staff"); err != nil {
		return err
	}
	photos := make([][]byte, phonesAtOnce)
	for i := range photos {
		var err error
		if photos[i], err = photoOf(photoBytes, uint64(i)); err != nil {
			return err
		}
	}
	if err := s.upload(ctx, photos[0]); err != nil { // what the first one loads stays for good
		return err
	}
	time.Sleep(time.Second)
	before, err := s.residentMB()
	if err != nil {
		return err
	}
	// 5 sets the peak back to where the process stands
	if err := os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", s.command.Process.Pid), []byte("5"), 0o600); err != nil {
		return fmt.Errorf("the peak of memory cannot be set back here: %w", err)
	}
	const each = 4
	start, failed := time.Now(), make([]error, phonesAtOnce)
	var wg sync.WaitGroup
	for phone := range phonesAtOnce {
		wg.Go(func() {
			for n := range each {
				remark := []byte{0xff, 0xd8, 0xff, 0xfe, 0, 3, byte(n)} // another photo with another name
				failed[phone] = errors.Join(failed[phone], s.upload(ctx, append(remark, photos[phone][2:]...)))
			}
		})
	}
	wg.Wait()
	if err := errors.Join(failed...); err != nil {
		return err
	}
	took := time.Since(start).Seconds()
	peak, err := s.peakMB()
	if err != nil {
		return err
	}
	r.add("field.upload.photo", float64(len(photos[0]))/1e6, "MB")
	r.add("field.upload.rate", phonesAtOnce*each/took, "1/s")
	r.add("field.upload.memory_before", before, "MB")
	r.atMost("field.upload.memory_growth", max(0, peak-before), "MB", uploadMemoryGoal)
	return nil
}

// photoOf makes a photo of about so many bytes: noise, as a phone's camera sees it in a
// basement, which no encoder makes small.
func photoOf(size int, seed uint64) ([]byte, error) {
	draw := rand.New(rand.NewPCG(seed, 1))
	img := image.NewYCbCr(image.Rect(0, 0, 2592, 1944), image.YCbCrSubsampleRatio420)
	for i := range img.Y {
		img.Y[i] = uint8(90 + draw.IntN(70))
	}
	for i := range img.Cb {
		img.Cb[i], img.Cr[i] = uint8(120+draw.IntN(16)), uint8(120+draw.IntN(16))
	}
	var best []byte
	for _, quality := range []int{50, 60, 70, 75, 80, 85, 90} {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
			return nil, err
		}
		if best = b.Bytes(); len(best) >= size {
			break
		}
	}
	return best, nil
}

func (s *server) upload(ctx context.Context, photo []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.base+"/api/v1/photos", bytes.NewReader(photo))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "image/jpeg")
	req.Header.Set("Cookie", s.cookie)
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if raw, _ := io.ReadAll(res.Body); res.StatusCode != http.StatusCreated {
		return fmt.Errorf("upload: %d %s", res.StatusCode, raw)
	}
	return nil
}

// firstLoads opens the field app as a cheap phone on a weak line sees it, three times,
// and again from what the phone kept, without any line.
func firstLoads(ctx context.Context, r *report, s *server) error {
	if _, err := exec.LookPath("node"); err != nil {
		return errors.New("field.load. needs node and Chromium: install them, or measure ONLY=field.upload")
	}
	c := exec.CommandContext(ctx, "node", "web/e2e/firstload.mjs", s.base, demoPassword)
	c.Stderr = os.Stderr
	raw, err := c.Output()
	if err != nil {
		return fmt.Errorf("firstload.mjs: %w", err)
	}
	var rounds []struct{ Bytes, Online, Offline float64 }
	if err := json.Unmarshal(raw, &rounds); err != nil {
		return err
	}
	var size, online, offline []float64
	for _, one := range rounds {
		size, online, offline = append(size, one.Bytes/1000), append(online, one.Online), append(offline, one.Offline)
	}
	r.add("field.load.bytes", median(size), "kB")
	r.add("field.load.first_tap", median(online), "ms")
	r.add("field.load.first_tap_offline", median(offline), "ms")
	return nil
}
