//go:build linux

package browser

import (
	"cmp"
	"flag"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"wallsockets/tui/internal/test/stagetest"
)

var (
	pictures = flag.String("pictures", "", "`folder` for the screenshots of the page, by set-up")
	update   = flag.Bool("update", false, "make the lesson's picture of the page")
)

// screenshots returns the folder for the screenshots of this test.
func screenshots(t *testing.T) string {
	t.Helper()
	if *pictures == "" {
		return t.TempDir()
	}
	folder := filepath.Join(*pictures, filepath.Base(t.Name()))
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	return folder
}

// screenshot reads a screenshot.
func screenshot(t *testing.T, folder, name string) image.Image {
	t.Helper()
	file, err := os.Open(filepath.Join(folder, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	shot, err := png.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	return shot
}

// dark reports whether most of a screenshot is nearer to black than to white.
func dark(shot image.Image) bool {
	const step = 10 // one pixel in a hundred is enough
	pixels, black := 0, 0
	for y := 0; y < shot.Bounds().Dy(); y += step {
		for x := 0; x < shot.Bounds().Dx(); x += step {
			pixels++
			if color.GrayModel.Convert(shot.At(x, y)).(color.Gray).Y < 128 {
				black++
			}
		}
	}
	return black > pixels/2
}

// updatePicture makes one of the screenshots the picture in the lesson, with the 256
// colours that it has most of: so it is a third as large.
func updatePicture(t *testing.T, folder string) {
	t.Helper()
	shot := screenshot(t, folder, "desktop-light")
	pixels := make(map[color.Color]int)
	for y := range shot.Bounds().Dy() {
		for x := range shot.Bounds().Dx() {
			pixels[shot.At(x, y)]++
		}
	}
	colors := slices.SortedFunc(maps.Keys(pixels), func(a, b color.Color) int {
		return cmp.Compare(pixels[b], pixels[a])
	})
	small := image.NewPaletted(shot.Bounds(), colors[:min(256, len(colors))])
	draw.Draw(small, small.Bounds(), shot, image.Point{}, draw.Src)
	to, err := os.Create(filepath.Join(stagetest.Root(), "part6-php", "web", "page.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer to.Close()
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(to, small); err != nil {
		t.Fatal(err)
	}
}
