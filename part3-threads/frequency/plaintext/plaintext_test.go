package plaintext

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"
	"unicode/utf8"
)

// gzipped returns text, compressed by gzip.
func gzipped(text string) string {
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	io.WriteString(w, text) // neither fails: the buffer takes all
	w.Close()
	return zipped.String()
}

// utf16Of returns text in UTF-16, with a byte order mark.
func utf16Of(text string, order binary.AppendByteOrder) string {
	data := order.AppendUint16(nil, 0xfeff)
	for _, unit := range utf16.Encode([]rune(text)) {
		data = order.AppendUint16(data, unit)
	}
	return string(data)
}

// zipOf returns a zip archive with files of these names.
func zipOf(names ...string) string {
	var archive bytes.Buffer
	w := zip.NewWriter(&archive)
	for _, name := range names {
		name, text, _ := strings.Cut(name, ":")
		file, _ := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		io.WriteString(file, text)
	}
	w.Close()
	return archive.String()
}

func tarOf(name string) string {
	var archive bytes.Buffer
	w := tar.NewWriter(&archive)
	w.WriteHeader(&tar.Header{Name: name, Mode: 0o600})
	w.Close()
	return archive.String()
}

// readAll returns the text in data as NewReader reads it.
func readAll(data string, wrap func(io.Reader) io.Reader) (string, error) {
	text, err := NewReader(wrap(strings.NewReader(data)))
	if err != nil {
		return "", err
	}
	all, err := io.ReadAll(text)
	return string(all), err
}

func whole(r io.Reader) io.Reader { return r }

func TestNewReader(t *testing.T) {
	long := strings.Repeat("wh𝄞le été\r\n", 10_000)
	for name, test := range map[string]struct{ data, want string }{
		"nothing":               {"", ""},
		"one byte":              {"a", "a"},
		"plain":                 {"whale", "whale"},
		"with a mark":           {"\ufeffwhale", "whale"},
		"marks inside":          {"\ufeff\ufeffa\ufeff", "\ufeffa\ufeff"},
		"only a mark":           {"\ufeff", ""},
		"gzip":                  {gzipped("whale"), "whale"},
		"gzip, two members":     {gzipped("wha") + gzipped("le"), "whale"},
		"gzip of nothing":       {gzipped(""), ""},
		"gzip, with a mark":     {gzipped("\ufeffwhale"), "whale"},
		"UTF-16LE":              {utf16Of(long, binary.LittleEndian), long},
		"UTF-16BE":              {utf16Of(long, binary.BigEndian), long},
		"UTF-16, only a mark":   {"\xff\xfe", ""},
		"gzip of UTF-16":        {gzipped(utf16Of(long, binary.BigEndian)), long},
		"not UTF-8":             {"caf\xe9", "caf\xe9"}, // that is for Check
		"PK and word/ in prose": {"PKs are word/number pairs", "PKs are word/number pairs"},
		"BZh in prose":          {"BZh is not a word", "BZh is not a word"},
	} {
		for _, wrap := range []func(io.Reader) io.Reader{whole, iotest.OneByteReader, iotest.DataErrReader} {
			if got, err := readAll(test.data, wrap); got != test.want || err != nil {
				t.Errorf("%s: read %.40q, %v, want %.40q", name, got, err, test.want)
			}
		}
	}
}

// What is no text is named, with what to do about it.
func TestNewReaderRefuses(t *testing.T) {
	zipped := gzipped(strings.Repeat("whale ", 1000))
	for name, test := range map[string]struct{ data, want string }{
		"gzip of gzip":      {gzipped(gzipped("whale")), "compressed twice by gzip: gzip -d <in >out"},
		"gzip of tar":       {gzipped(tarOf("a.txt")), "a tar archive: tar -xOf in"},
		"gzip of xz":        {gzipped("\xfd7zXZ\x00..."), "compressed by xz: xz -d"},
		"bzip2":             {"BZh91AY&SY\x4e\xec", "compressed by bzip2: bzip2 -d"},
		"xz":                {"\xfd7zXZ\x00\x00\x04", "compressed by xz: xz -d"},
		"zstd":              {"\x28\xb5\x2f\xfd\x04", "compressed by zstd: zstd -d"},
		"lz4":               {"\x04\x22\x4d\x18\x64", "compressed by lz4: lz4 -d"},
		"lzma":              {"\x5d\x00\x00\x80\x00", "compressed by lzma: xz -d"},
		"lzip":              {"LZIP\x01\x0c", "compressed by lzip: lzip -d"},
		"compress":          {"\x1f\x9d\x90", "compressed by compress: gzip -d"},
		"zip":               {zipOf("a.txt:whale"), "a zip archive: unzip -p in"},
		"zip of nothing":    {zipOf(), "an empty zip archive"},
		"docx":              {zipOf("[Content_Types].xml:<x/>", "_rels/.rels", "word/document.xml"), "a Word document"},
		"xlsx":              {zipOf("[Content_Types].xml:<x/>", "xl/workbook.xml"), "an Excel spreadsheet"},
		"pptx":              {zipOf("[Content_Types].xml:<x/>", "ppt/presentation.xml"), "a PowerPoint presentation"},
		"Office, long":      {zipOf("[Content_Types].xml:"+strings.Repeat("x", peekSize), "word/"), "an Office document"},
		"odt":               {zipOf("mimetype:application/vnd.oasis.opendocument.text"), "an ODT document: pandoc"},
		"ods":               {zipOf("mimetype:application/vnd.oasis.opendocument.spreadsheet"), "an ODS spreadsheet"},
		"epub":              {zipOf("mimetype:application/epub+zip"), "an EPUB book: pandoc"},
		"7z":                {"7z\xbc\xaf\x27\x1c\x00\x04", "a 7z archive: 7z x"},
		"rar":               {"Rar!\x1a\x07\x01\x00", "a rar archive: unrar p"},
		"tar":               {tarOf("a.txt"), "a tar archive: tar -xOf"},
		"pdf":               {"%PDF-1.7\n%\xe2\xe3", "a PDF document: pdftotext"},
		"rtf":               {"{\\rtf1\\ansi", "an RTF document: pandoc"},
		"doc":               {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"},
		"UTF-32LE":          {"\xff\xfe\x00\x00w\x00\x00\x00", "UTF-32 text: iconv -f UTF-32 -t UTF-8"},
		"UTF-32BE":          {"\x00\x00\xfe\xff\x00\x00\x00w", "UTF-32 text: iconv -f UTF-32 -t UTF-8"},
		"UTF-16, odd":       {"\xff\xfew\x00h", "ends in the middle of a character, at byte offset 4"},
		"UTF-16, half":      {"\xff\xfew\x00\x34\xd8", "ends in the middle of a character, at byte offset 4"},
		"UTF-16, high only": {"\xfe\xff\xd8\x34\x00w", "half a character at byte offset 2"},
		"UTF-16, low only":  {"\xfe\xff\x00w\xdd\x1e\x00w", "half a character at byte offset 4"},
		"gzip's header cut": {zipped[:5], "unexpected EOF"},
		"gzip cut":          {zipped[:len(zipped)-20], "unexpected EOF"},
		"gzip damaged":      {zipped[:len(zipped)-8] + "damaged!", "it is damaged: copy it again"},
		"gzip, then junk":   {zipped + "more than a header", "it is damaged: copy it again"},
		"gzip, bad header":  {"\x1f\x8bxxxxxxxxxxxx", "it is damaged: copy it again"},
	} {
		_, err := readAll(test.data, whole)
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want one line with %q", name, err, test.want)
		}
	}
}

func TestCheck(t *testing.T) {
	for _, test := range []struct {
		data   string
		offset int64
		want   string // "" if it is text
	}{
		{"", 0, ""}, {"whale été 𝄞 \ufeff \ufffd", 0, ""},
		{"caf\xe9", 0, "not UTF-8: the byte at offset 3 is 0xe9; if it is LATIN1: iconv -f LATIN1 -t UTF-8 in >out"},
		{"été\xe9", 100, "not UTF-8: the byte at offset 105 is 0xe9; if it is LATIN1:"},
		{"don\x92t", 7, "not UTF-8: the byte at offset 10 is 0x92; if it is CP1252: iconv -f CP1252 -t UTF-8 in >out"},
		{"\xed\xa0\x80", 0, "the byte at offset 0 is 0xed"}, {"\xc0\xaf", 0, "the byte at offset 0 is 0xc0"},
		{"whale\xf0\x9d\x84", 0, "the byte at offset 5 is 0xf0"},
		{"w\x00h\x00", 0, "not text: the byte at offset 1 is NUL; if it is UTF-16LE: iconv -f UTF-16LE -t UTF-8 in >out"},
		{"\x00w\x00h", 0, "if it is UTF-16BE:"}, {"w\x00\x00\x00", 0, "if it is UTF-32LE:"},
		{"\x00\x00\x00w", 0, "if it is UTF-32BE:"}, {"\x00w\x00h", 7, "offset 7 is NUL; if it is UTF-16LE:"},
	} {
		err := Check([]byte(test.data), test.offset)
		if test.want == "" && err != nil || test.want != "" &&
			(err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("Check(%q, %d) = %v, want %q", test.data, test.offset, err, test.want)
		}
	}
}

// Reading ends, whatever the file has in it, in the same way however it comes.
// UTF-16 is read as the standard library decodes it.
func FuzzNewReader(f *testing.F) {
	f.Add([]byte("\ufeffwhale"))
	f.Add([]byte(gzipped(utf16Of("wh𝄞le", binary.LittleEndian))))
	f.Add([]byte("\xfe\xff\xd8\x34\x00w"))
	f.Add([]byte(gzipped(gzipped(""))))
	f.Fuzz(func(t *testing.T, data []byte) {
		text, err := readAll(string(data), whole)
		slow, slowErr := readAll(string(data), iotest.OneByteReader)
		if slow != text || (err == nil) != (slowErr == nil) {
			t.Errorf("%q: %q, %v, but byte by byte %q, %v", data, text, err, slow, slowErr)
		}
		mark := string(data[:min(2, len(data))])
		if err != nil || mark != "\xff\xfe" && mark != "\xfe\xff" {
			return
		}
		if !utf8.ValidString(text) {
			t.Errorf("%q: %q is not UTF-8", data, text)
		}
		units := make([]uint16, (len(data)-2)/2)
		for i := range units {
			units[i] = binary.LittleEndian.Uint16(data[2+2*i:])
			if mark == "\xfe\xff" {
				units[i] = binary.BigEndian.Uint16(data[2+2*i:])
			}
		}
		if want := string(utf16.Decode(units)); text != want {
			t.Errorf("%q: read %q, want %q", data, text, want)
		}
	})
}

// Check finds what is not UTF-8 or NUL, and names its place.
func FuzzCheck(f *testing.F) {
	f.Add([]byte("caf\xe9"))
	f.Add([]byte("w\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		good := utf8.Valid(data) && !bytes.Contains(data, []byte{0})
		if err := Check(data, 0); (err == nil) != good {
			t.Errorf("Check(%q) = %v", data, err)
		}
	})
}
