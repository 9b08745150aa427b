//! One line of CSV (RFC 4180).

/// A line that is being made.
#[derive(Debug, Default)]
pub(super) struct Line {
    text: String,
    cells: usize,
}

impl Line {
    /// A word of ours: it needs no guard.
    pub(super) fn word(&mut self, word: &str) {
        self.cell(word);
    }

    /// A number, or nothing.
    pub(super) fn number(&mut self, number: impl Into<Option<i64>>) {
        let number = number.into().map(|number| number.to_string());
        self.cell(number.as_deref().unwrap_or_default());
    }

    /// What a person, a customer or a provider wrote, or nothing.
    ///
    /// A spreadsheet would take a text that begins so for a formula (OWASP, "CSV Injection"): it gets an apostrophe
    /// before it. A phone number begins with `+` too; with nothing but digits behind it computes nothing, and stays
    /// as it is, so that programs find it again.
    pub(super) fn text(&mut self, text: Option<&str>) {
        let text = text.unwrap_or_default();
        if is_formula(text) {
            self.cell(&format!("'{text}"));
        } else {
            self.cell(text);
        }
    }

    /// The whole line with its end.
    pub(super) fn end(mut self) -> String {
        self.text.push_str("\r\n");
        self.text
    }

    fn cell(&mut self, cell: &str) {
        if self.cells > 0 {
            self.text.push(',');
        }
        self.cells += 1;
        if cell.contains([',', '"', '\r', '\n']) {
            self.text.push('"');
            self.text.push_str(&cell.replace('"', "\"\""));
            self.text.push('"');
        } else {
            self.text.push_str(cell);
        }
    }
}

fn is_formula(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
        && !text.strip_prefix('+').is_some_and(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(cells: &[&str]) -> String {
        let mut line = Line::default();
        for cell in cells {
            line.text(Some(cell));
        }
        line.end()
    }

    #[test]
    fn a_cell_is_quoted_where_it_must_be() {
        assert_eq!(line(&["a", "", "b c"]), "a,,b c\r\n");
        assert_eq!(
            line(&["a,b", "say \"hi\""]),
            "\"a,b\",\"say \"\"hi\"\"\"\r\n"
        );
        assert_eq!(line(&["two\r\nlines"]), "\"two\r\nlines\"\r\n");
        assert_eq!(line(&["", "Zoë"]), ",Zoë\r\n");
    }

    #[test]
    fn a_formula_is_text_and_a_phone_number_stays_one() {
        assert_eq!(line(&["=1+1"]), "'=1+1\r\n");
        assert_eq!(line(&["@SUM(A1,A2)"]), "\"'@SUM(A1,A2)\"\r\n");
        assert_eq!(line(&["-2+3", "\t=1", "+"]), "'-2+3,'\t=1,'+\r\n");
        assert_eq!(line(&["+cmd|' /C calc'!A0"]), "'+cmd|' /C calc'!A0\r\n");
        assert_eq!(line(&["+4915112345678"]), "+4915112345678\r\n");
    }

    #[test]
    fn a_number_may_be_missing() {
        let mut line = Line::default();
        line.number(7);
        line.number(None);
        assert_eq!(line.end(), "7,\r\n");
    }
}
