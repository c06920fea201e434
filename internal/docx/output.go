package docx

// Output is a Word file to be written. Lengths are in twips, twentieths of a
// point (1 cm is 567).
type Output struct {
	Title    string
	Author   string
	Language string // "id-ID"
	Face     string // typeface of the text, with its size in half points
	Size     int
	Margins  Margins
	Styles   []Style
	Lists    []List // a paragraph's List is its place here, from 1
	Footer   []Para
	Track    bool       // whoever edits the file leaves tracked changes
	Facts    []Property // custom properties, which Word keeps and shows nowhere
	Blocks   []Piece
}

// Margins are the distances of the text from the edges of the A4 sheet.
type Margins struct{ Top, Right, Bottom, Left int }

// Property is a custom property of the file.
type Property struct{ Name, Value string }

// Style is a paragraph style under a name that people see in Word.
type Style struct {
	ID, Name, Based       string
	Next                  string // style of the paragraph that follows when a person presses Enter
	Align                 string // "center", "right", "both"
	Before, After         int
	Line                  int // 240 is single
	Left, Hanging, First  int
	Size                  int // half points
	Bold, Italic          bool
	KeepNext, KeepLines   bool
	Outline               int // level in the outline, from 1; 0 none
	List, Level           int // numbered by a list, at a level from 0
	NoSpaceBetweenTheSame bool
}

// List is a multi-level list.
type List struct {
	Levels []ListLevel
	// Like makes the list one of the kind of an earlier list (its place, from
	// 1) instead of Levels, which begins anew at the level Anew.
	Like, Anew int
}

// ListLevel is a level of a list; %n in Text stands for the number of level n.
type ListLevel struct {
	Format  string // "decimal", "lowerLetter", "upperLetter", "upperRoman"
	Text    string
	Restart int    // 0 never; n after level n or a higher one; -1 after any higher one
	Suffix  string // "tab", "space" or "nothing"
	Align   string // of the number: "left", "center"
	Left    int
	Hanging int
	Style   string // the style that this level numbers
}

// Piece is a paragraph or a table; one of the two is set.
type Piece struct {
	Para *Para
	Grid *Grid
}

// Para is a paragraph.
type Para struct {
	Style           string
	Marks           []string // bookmarks around the whole paragraph
	Align           string   // instead of the style's
	List, Level     int      // instead of the style's; List -1 takes the number away
	Left, Hanging   int      // instead of the style's, when either is not 0
	After           int      // instead of the style's, when not 0
	PageBreakBefore bool
	KeepNext        bool
	Line            bool // a rule below
	Text            []Run
}

// Run is characters of one look and meaning. "\n" in Text is a line break,
// "\t" a tab.
type Run struct {
	Text                    string
	Bold, Italic, Underline bool
	Size                    int    // half points; 0: the style's
	Anchor                  string // bookmark that the words lead to
	Tag, Name               string // of a content control around them, which locks the words
	Field                   string // "PAGE" or "NUMPAGES" instead of Text
	Picture                 *Picture
}

// Picture is an image that stands like a character.
type Picture struct {
	Data          []byte // PNG or JPEG
	Width, Height int
	Alt           string
}

// Grid is a table.
type Grid struct {
	Widths  []int
	Header  int // rows that are repeated on every page
	Borders bool
	Rows    [][]GridCell
}

// GridCell is a cell.
type GridCell struct {
	Blocks []Piece
	Span   int  // columns, 0 means 1
	Shade  bool // of a head
	Middle bool // aligned to the middle
}
