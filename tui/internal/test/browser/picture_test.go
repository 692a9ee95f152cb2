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
	pictures = flag.String("pictures", "", "`folder` for the screenshots of the page")
	update   = flag.Bool("update", false, "make the lesson's picture of the page")
)

// updatePicture makes one of the screenshots the picture in the lesson, with the 256
// colours that it has most of: so it is a third as large.
func updatePicture(t *testing.T, folder string) {
	t.Helper()
	file, err := os.Open(filepath.Join(folder, "desktop-light.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	shot, err := png.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
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
