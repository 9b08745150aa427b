//! A CSV file's lines: where each record ends, such that a quotation mark that is never closed costs one line and not
//! the rest of the file.

/// The longest record, in bytes; whoever is longer has forgotten to close a quotation mark.
const LONGEST: usize = 16 * 1024;

/// What separates the file's cells, where its first line does nothing but say so: `sep=;`, as spreadsheets have it.
pub(super) fn named_delimiter(file: &[u8]) -> Option<u8> {
    match file.trim_ascii_start() {
        [
            b's' | b'S',
            b'e' | b'E',
            b'p' | b'P',
            b'=',
            delimiter @ (b',' | b';' | b'\t'),
            b'\r' | b'\n',
            ..,
        ] => Some(*delimiter),
        _ => None,
    }
}

/// What separates the file's cells: whatever its first line has most of.
pub(super) fn delimiter(file: &[u8]) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in file {
        match byte {
            b'"' => quoted = !quoted,
            b'\r' | b'\n' if !quoted => break,
            _ if quoted => {}
            byte => {
                for (delimiter, count) in &mut counts {
                    *count += usize::from(delimiter == byte);
                }
            }
        }
    }
    // The first of equals: a comma where there is only one column.
    let most = counts.iter().rev().max_by_key(|(_, count)| *count);
    most.map_or(b',', |(delimiter, _)| *delimiter)
}

/// Where in a file the next record begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Position {
    offset: usize,
    line: u64,
    delimiter: u8,
}

/// The records of a file; empty lines are passed over.
#[derive(Debug)]
pub(super) struct Lines<'a> {
    file: &'a [u8],
    position: Position,
}

/// A record: one line, or several where a quoted cell has line breaks in it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// The number of its first line, from 1.
    pub(super) number: u64,
    raw: &'a [u8],
    closed: bool,
    /// Whether a line break follows; a file that was cut off has none.
    pub(super) ended: bool,
}

impl<'a> Lines<'a> {
    pub(super) fn new(file: &'a [u8], delimiter: u8) -> Self {
        let position = Position {
            offset: 0,
            line: 1,
            delimiter,
        };
        Self::at(file, position)
    }

    /// Goes on from a position in the same file.
    pub(super) fn at(file: &'a [u8], position: Position) -> Self {
        Self { file, position }
    }

    pub(super) fn position(&self) -> Position {
        self.position
    }

    pub(super) fn delimiter(&self) -> u8 {
        self.position.delimiter
    }

    fn record(&mut self) -> Option<Line<'a>> {
        let rest = self.file.get(self.position.offset..)?;
        if rest.is_empty() {
            return None;
        }
        let end = end_of_record(rest, self.delimiter());
        let (raw, closed) = match end {
            Some(end) => (rest.get(..end)?, true),
            None => (rest.get(..end_of_line(rest))?, false),
        };
        let number = self.position.line;
        let after = line_break(rest.get(raw.len()..)?);
        self.position.offset += raw.len() + after;
        self.position.line += 1 + breaks(raw);
        Some(Line {
            number,
            raw,
            closed,
            ended: after > 0,
        })
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        loop {
            let line = self.record()?;
            if !line.raw.trim_ascii().is_empty() {
                return Some(line);
            }
        }
    }
}

impl Line<'_> {
    /// The cells; the error is a sentence.
    pub(super) fn cells(&self, delimiter: u8) -> Result<Vec<String>, String> {
        if !self.closed {
            return Err(
                "A quotation mark is not closed. Close it, or write two for one.".to_owned(),
            );
        }
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(self.raw);
        let mut record = csv::StringRecord::new();
        match reader.read_record(&mut record) {
            Ok(_) => Ok(record.iter().map(str::to_owned).collect()),
            Err(_) => Err("The line is not UTF-8. Save the file as CSV in UTF-8.".to_owned()),
        }
    }
}

/// Where in a cell one is.
enum Place {
    Start,
    Plain,
    Quoted,
    /// Behind a quotation mark in a quoted cell: it ends the cell, or is the first of two that stand for one.
    Quote,
}

/// Where the first record ends; `None` where a quotation mark in it is not closed, or closed in another line within a
/// cell, which is the next cell's opening one.
fn end_of_record(text: &[u8], delimiter: u8) -> Option<usize> {
    let mut place = Place::Start;
    let mut several_lines = false;
    for (at, byte) in text.iter().copied().enumerate() {
        place = match (place, byte) {
            (Place::Start | Place::Plain | Place::Quote, b'\r' | b'\n') => return Some(at),
            (Place::Start | Place::Quote, b'"') => Place::Quoted,
            (Place::Start | Place::Plain | Place::Quote, byte) if byte == delimiter => Place::Start,
            (Place::Quoted, b'"') => Place::Quote,
            (Place::Quoted, _) if at > LONGEST => return None,
            (Place::Quoted, byte) => {
                several_lines |= matches!(byte, b'\r' | b'\n');
                Place::Quoted
            }
            (Place::Quote, _) if several_lines => return None,
            (Place::Start | Place::Plain | Place::Quote, _) => Place::Plain,
        };
    }
    (!matches!(place, Place::Quoted)).then_some(text.len())
}

fn end_of_line(text: &[u8]) -> usize {
    let end = text.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
    end.unwrap_or(text.len())
}

/// The length of the line break that the text begins with.
fn line_break(text: &[u8]) -> usize {
    match text {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    }
}

/// The line breaks in a record.
fn breaks(mut raw: &[u8]) -> u64 {
    let mut count = 0;
    while !raw.is_empty() {
        let length = line_break(raw);
        count += u64::from(length > 0);
        raw = raw.get(length.max(1)..).unwrap_or_default();
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &str) -> Vec<(u64, Option<Vec<String>>)> {
        let delimiter = delimiter(file.as_bytes());
        let lines = Lines::new(file.as_bytes(), delimiter);
        lines
            .map(|line| (line.number, line.cells(delimiter).ok()))
            .collect()
    }

    /// The cells of a line that is taken.
    fn taken<const N: usize>(texts: [&str; N]) -> Option<Vec<String>> {
        texts
            .into_iter()
            .map(|text| Some(text.to_owned()))
            .collect()
    }

    #[test]
    fn comma_semicolon_and_tab_separate_and_lines_end_in_any_way() {
        for delimiter in [",", ";", "\t"] {
            for end in ["\n", "\r\n", "\r"] {
                let file =
                    format!("phone{delimiter}name{end}{end}1{delimiter}\"Ann, Lee; PhD\"{end}");
                assert_eq!(
                    read(&file),
                    [
                        (1, taken(["phone", "name"])),
                        (3, taken(["1", "Ann, Lee; PhD"])),
                    ],
                    "{file:?}"
                );
            }
        }
    }

    #[test]
    fn a_quoted_cell_may_have_line_breaks_and_doubled_marks() {
        assert_eq!(
            read("a,b\n1,\"two\r\nlines \"\"and\"\" marks\"\n2,x"),
            [
                (1, taken(["a", "b"])),
                (2, taken(["1", "two\r\nlines \"and\" marks"])),
                (4, taken(["2", "x"])),
            ]
        );
    }

    // One forgotten mark made a cell of the rest of the file, and a thousand good contacts were lost.
    #[test]
    fn a_mark_that_is_not_closed_costs_its_own_line_only() {
        assert_eq!(
            read("a,b\n1,\"Ann\n2,\"Bob\"\n3,Cy"),
            [
                (1, taken(["a", "b"])),
                (2, None),
                (3, taken(["2", "Bob"])),
                (4, taken(["3", "Cy"])),
            ]
        );
        assert_eq!(
            read("a,b\n1,\"Ann\n2,Bob\n3,Cy"),
            [
                (1, taken(["a", "b"])),
                (2, None),
                (3, taken(["2", "Bob"])),
                (4, taken(["3", "Cy"])),
            ]
        );
    }

    #[test]
    fn a_mark_within_a_cell_is_a_mark() {
        assert_eq!(
            read("a,b\n1,Ann \"Annie\" Lee"),
            [
                (1, taken(["a", "b"])),
                (2, taken(["1", "Ann \"Annie\" Lee"]))
            ]
        );
    }

    #[test]
    fn a_line_that_is_not_utf_8_is_refused_alone() {
        let file = b"a,b\n1,M\xfcller\n2,Bob";
        let lines: Vec<_> = Lines::new(file, b',')
            .map(|line| line.cells(b',').is_ok())
            .collect();
        assert_eq!(lines, [true, false, true]);
    }

    #[test]
    fn an_empty_file_has_no_lines() {
        assert_eq!(read(""), []);
        assert_eq!(read("\r\n\n \n"), []);
    }
}
