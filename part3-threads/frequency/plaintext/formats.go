package plaintext

import (
	"bytes"
	"fmt"
)

// gzipMagic is how data compressed by gzip begins.
const gzipMagic = "\x1f\x8b"

// format is a kind of file that is not a text.
type format struct {
	magic  string // how it begins,
	inside string // and what is near its start, or ""
	name   string
	mend   string // a command that makes it a text, or what else to do
}

// zipMagic is how a zip archive begins. The formats of office programs are such
// archives, in which certain files come first.
const zipMagic = "PK\x03\x04"

const (
	pandoc = "pandoc -t plain in >out" // reads what word processors write
	asText = "save it as plain text"
	asCSV  = "save it as CSV"
	odf    = "application/vnd.oasis.opendocument."
)

// formats has the more specific kinds first.
var formats = []format{
	{gzipMagic, "", "compressed twice by gzip", "gzip -d <in >out"},
	{"BZh", "1AY&SY", "compressed by bzip2", "bzip2 -d <in >out"},
	{"\xfd7zXZ\x00", "", "compressed by xz", "xz -d <in >out"},
	{"\x28\xb5\x2f\xfd", "", "compressed by zstd", "zstd -d <in >out"},
	{"\x04\x22\x4d\x18", "", "compressed by lz4", "lz4 -d <in >out"},
	{"\x5d\x00\x00", "", "compressed by lzma", "xz -d --format=lzma <in >out"},
	{"\x1f\x9d", "", "compressed by compress", "gzip -d <in >out"},
	{"LZIP", "\x01", "compressed by lzip", "lzip -d <in >out"},
	{zipMagic, "application/epub+zip", "an EPUB book", pandoc},
	{zipMagic, odf + "text", "an ODT document", pandoc},
	{zipMagic, odf + "spreadsheet", "an ODS spreadsheet", asCSV},
	{zipMagic, "word/", "a Word document (docx)", pandoc},
	{zipMagic, "xl/", "an Excel spreadsheet (xlsx)", asCSV},
	{zipMagic, "ppt/", "a PowerPoint presentation (pptx)", asText},
	{zipMagic, "[Content_Types].xml", "an Office document", asText},
	{zipMagic, "", "a zip archive", "unzip -p in >out"},
	{"PK\x05\x06", "", "an empty zip archive", "zip it again"},
	{"PK\x07\x08", "", "a part of a zip archive", "unzip the whole of it"},
	{"7z\xbc\xaf\x27\x1c", "", "a 7z archive", "7z x -so in >out"},
	{"Rar!\x1a\x07", "", "a rar archive", "unrar p -inul in >out"},
	{"%PDF-", "", "a PDF document", "pdftotext in out"},
	{"{\\rtf", "", "an RTF document", pandoc},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "",
		"an old Office document (doc, xls)", asText},
	{"\xff\xfe\x00\x00", "", "UTF-32 text", "iconv -f UTF-32 -t UTF-8 in >out"},
	{"\x00\x00\xfe\xff", "", "UTF-32 text", "iconv -f UTF-32 -t UTF-8 in >out"},
}

// tarMagic is what a tar archive has at tarAt.
const (
	tarMagic = "ustar"
	tarAt    = 257
)

// recognize returns an error that names the kind of a file which begins with
// start, unless that may be a text in UTF-8 or UTF-16.
func recognize(start []byte) error {
	for _, f := range formats {
		if bytes.HasPrefix(start, []byte(f.magic)) &&
			bytes.Contains(start[len(f.magic):], []byte(f.inside)) {
			return fmt.Errorf("it is %s: %s", f.name, f.mend)
		}
	}
	if len(start) > tarAt && bytes.HasPrefix(start[tarAt:], []byte(tarMagic)) {
		return fmt.Errorf("it is a tar archive: tar -xOf in >out")
	}
	return nil
}
