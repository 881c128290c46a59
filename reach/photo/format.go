package photo

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"slices"

	"golang.org/x/image/webp"

	"github.com/pufa/pufa"
)

// format is a kind of picture that is taken.
type format struct {
	name   string
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

// formatOf tells the format by the first bytes; names and types that come with an upload say nothing.
func formatOf(b []byte) (format, error) {
	switch {
	case len(b) == 0:
		return format{}, pufa.Errorf(pufa.Invalid, "这张照片是空的，可能没有传完。请重新选。")
	case bytes.HasPrefix(b, []byte("\xff\xd8\xff")):
		return format{"jpeg", jpeg.DecodeConfig, jpeg.Decode}, nil
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")):
		return format{"png", png.DecodeConfig, png.Decode}, nil
	case len(b) >= 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP":
		return format{"webp", webp.DecodeConfig, webp.Decode}, nil
	case isHEIC(b):
		return format{}, pufa.Errorf(pufa.Invalid, "这是 HEIC 格式的照片，收不了。苹果手机请在“设置 > 相机 > 格式”里选“兼容性最佳”后重拍，或把照片截图后再选。")
	default:
		return format{}, pufa.Errorf(pufa.Invalid, "这个文件不是照片。请选手机拍的照片（JPEG、PNG 或 WebP）。")
	}
}

// isHEIC knows the family of HEIC and AVIF by the brand of its first box.
func isHEIC(b []byte) bool {
	return len(b) >= 12 && string(b[4:8]) == "ftyp" &&
		slices.Contains([]string{"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif", "avis"}, string(b[8:12]))
}

// bounded refuses what would take too much to decode, before it is decoded.
func (f format) bounded(b []byte) error {
	c, err := f.config(bytes.NewReader(b))
	if err != nil || c.Width <= 0 || c.Height <= 0 {
		return broken(err)
	}
	pixels := int64(c.Width) * int64(c.Height)
	if pixels > MaxPixels || pixels*bytesPerPixel(c.ColorModel) > maxDecoded {
		return pufa.Errorf(pufa.Invalid, "这张照片的尺寸是 %d×%d，太大了，没有收下。请在手机上截小一些再选。", c.Width, c.Height)
	}
	// A marker cannot stand within the data of a JPEG: there 0xFF is always followed by 0 or a restart.
	if f.name == "jpeg" && bytes.Count(b, []byte{0xff, 0xda}) > maxScans {
		return broken(nil)
	}
	return nil
}

func bytesPerPixel(m color.Model) int64 {
	switch m {
	case color.RGBA64Model, color.NRGBA64Model:
		return 8
	default:
		return 4
	}
}

// orientation returns how the picture must be turned to stand upright, as its EXIF says.
func (f format) orientation(b []byte) orientation {
	switch f.name {
	case "jpeg":
		return orientationOf(exifInJPEG(b))
	case "png":
		return orientationOf(exifInPNG(b))
	default:
		return orientationOf(exifInWebP(b))
	}
}
