//! Whether two spellings mean the same phone number: webhooks write numbers with and without `+`, country code and,
//! in Brazil, the ninth digit.

/// The fewest digits that two spellings must share: a subscriber number without its country's code.
const FEWEST_SHARED: usize = 8;
/// The longest country code (ITU-T E.164).
const LONGEST_COUNTRY_CODE: usize = 3;

/// Whether `one` and `other` can be the same number.
///
/// Lenient, because it is asked about few numbers, those of one call: a missing `+`, a missing country code, leading
/// zeros and Brazil's ninth digit do not matter.
///
/// In Brazil mobile numbers got a ninth digit, a leading 9, from 2012 to 2016. WhatsApp ids of older accounts are
/// without it: `554399951234` is `+55 43 99995-1234`.
pub fn same_number(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (Spelling::read(one), Spelling::read(other));
    if one.is_brazilian() || other.is_brazilian() {
        one.drop_ninth_digit();
        other.drop_ninth_digit();
    }
    let (shorter, longer) = if one.digits.len() <= other.digits.len() {
        (one, other)
    } else {
        (other, one)
    };
    let left_out = longer.digits.len() - shorter.digits.len();
    let allowed = if shorter.is_international {
        0
    } else {
        LONGEST_COUNTRY_CODE
    };
    shorter.digits.len() >= FEWEST_SHARED
        && left_out <= allowed
        && longer.digits.ends_with(&shorter.digits)
}

/// A number as it was written.
struct Spelling {
    digits: String,
    is_international: bool,
}

impl Spelling {
    fn read(number: &str) -> Self {
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        let number = number.trim_start();
        Self {
            digits: digits.trim_start_matches('0').to_owned(),
            is_international: number.starts_with('+') || number.starts_with("00"),
        }
    }

    /// With its country code: 55, two digits of area, eight or nine more.
    fn is_brazilian(&self) -> bool {
        self.digits.starts_with("55") && matches!(self.digits.len(), 12 | 13)
    }

    /// `5543999951234` and `43999951234` lose the 9 after the area code.
    fn drop_ninth_digit(&mut self) {
        let at = match self.digits.len() {
            13 => 4,
            11 => 2,
            _ => return,
        };
        if self.digits.get(at..=at) == Some("9") {
            self.digits.remove(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::same_number;

    #[test]
    fn spellings_of_one_number_are_the_same() {
        for (one, other) in [
            ("+551122361741", "551122361741"),
            ("+5543999951234", "554399951234"),
            ("554399951234", "+55 43 99995-1234"),
            ("+5511999999999", "11999999999"),
            ("+5511999999999", "1199999999"),
            ("+442079460958", "02079460958"),
            ("+16315553601", "16315553601"),
            ("+1 631-555-3601", "+16315553601"),
            ("0016315553601", "+16315553601"),
            ("+8619912345678", "19912345678"),
        ] {
            assert!(same_number(one, other), "{one} {other}");
            assert!(same_number(other, one), "{other} {one}");
        }
    }

    #[test]
    fn other_numbers_are_not() {
        for (one, other) in [
            ("+551122361741", "+551122361742"),
            ("+5543999951234", "+5511999951234"),
            ("+5543999951234", "+5543899951234"),
            ("+16315553601", ""),
            ("", ""),
            ("+16315553601", "3601"),
            ("+16315553601", "+4916315553601"),
            ("+16315553601", "4916315553601"),
        ] {
            assert!(!same_number(one, other), "{one} {other}");
        }
    }
}
