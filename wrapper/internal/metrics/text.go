package metrics

import "unicode/utf8"

func isText(line []byte) bool { return utf8.Valid(line) }

// marked puts a question mark for each byte that belongs to no character, and for zero bytes, which a database does not take.
func marked(line []byte) []byte {
	clean := make([]byte, 0, len(line))
	for len(line) > 0 {
		character, size := utf8.DecodeRune(line)
		if (character == utf8.RuneError && size == 1) || character == 0 {
			clean = append(clean, '?')
		} else {
			clean = append(clean, line[:size]...)
		}
		line = line[size:]
	}
	return clean
}
