//! Phone numbers: E.164 for what people dial, and kept as they came for what others send.

use alloc::{borrow::ToOwned, string::String};
use core::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The fewest digits after the `+` that we dial: the shortest numbers in use (Saint Helena, Niue).
const FEWEST_DIGITS: usize = 7;
/// The most digits after the `+`: ITU-T E.164, section 6.
const MOST_DIGITS: usize = 15;

/// A phone number that can be dialled: `+`, then 7 to 15 digits, the first not 0 (ITU-T E.164).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(try_from = "String", into = "String")]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// The number with its `+`: `+4915112345678`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digits without the `+`, the form that several providers want.
    pub fn digits(&self) -> &str {
        self.0.trim_start_matches('+')
    }

    /// The number in groups as people write it: `+49 151 1234 5678`.
    pub fn grouped(&self) -> String {
        grouped(&self.0)
    }

    /// The number with all but its last two digits hidden, for logs.
    pub fn redacted(&self) -> String {
        redacted(&self.0)
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.redacted())
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<PhoneNumber> for String {
    fn from(number: PhoneNumber) -> Self {
        number.0
    }
}

impl TryFrom<String> for PhoneNumber {
    type Error = PhoneNumberError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl FromStr for PhoneNumber {
    type Err = PhoneNumberError;

    /// Reads what a person types: spaces, dots, hyphens, slashes and brackets are ignored,
    /// `00` in front counts as `+`, and a zero in brackets is left out.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = bare(text)?;
        if digits.is_empty() {
            return Err(PhoneNumberError::Empty);
        }
        let Some(number) = international(&digits) else {
            return Err(PhoneNumberError::NoCountryCode);
        };
        if number.starts_with('0') {
            return Err(PhoneNumberError::CountryCodeStartsWithZero);
        }
        match number.len() {
            0 => Err(PhoneNumberError::Empty),
            length if length < FEWEST_DIGITS => Err(PhoneNumberError::TooShort),
            length if length > MOST_DIGITS => Err(PhoneNumberError::TooLong),
            _ => Ok(Self(["+", number].concat())),
        }
    }
}

/// Strips what people put between digits; keeps a leading `+`.
fn bare(text: &str) -> Result<String, PhoneNumberError> {
    // “+49 (0) 151”: the bracketed zero is for callers inside the country only.
    let text = text.replace("(0)", "");
    let mut digits = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '0'..='9' => digits.push(character),
            '+' if digits.is_empty() => digits.push('+'),
            _ if is_separator(character) => {}
            other => return Err(PhoneNumberError::UnexpectedCharacter(other)),
        }
    }
    Ok(digits)
}

/// Signs between digits, and the marks that come along when a number is copied from a
/// right-to-left text.
fn is_separator(character: char) -> bool {
    matches!(
        character,
        '.' | '-' | '/' | '(' | ')' | '\u{2010}'..='\u{2013}' | '\u{200e}' | '\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    ) || character.is_whitespace()
}

/// What follows the international prefix, if there is one.
fn international(digits: &str) -> Option<&str> {
    digits
        .strip_prefix('+')
        .or_else(|| digits.strip_prefix("00"))
}

/// Why a text is not a number that can be dialled; `Display` is the sentence for the person who typed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneNumberError {
    /// Nothing was typed.
    Empty,
    /// A letter or sign that no phone number has.
    UnexpectedCharacter(char),
    /// Neither `+` nor `00` in front.
    NoCountryCode,
    /// `+0…`: a national number with a plus before it.
    CountryCodeStartsWithZero,
    /// Fewer than 7 digits.
    TooShort,
    /// More than 15 digits.
    TooLong,
}

impl core::error::Error for PhoneNumberError {}

impl fmt::Display for PhoneNumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("Enter a phone number, for example +49 151 12345678."),
            Self::UnexpectedCharacter(character) => {
                write!(
                    f,
                    "“{character}” cannot be part of a phone number. Use digits only."
                )
            }
            Self::NoCountryCode => f.write_str(
                "The country code is missing. Start with + and the country code, for example +49.",
            ),
            Self::CountryCodeStartsWithZero => f.write_str(
                "No country code starts with 0. Write + and the country code, then the number \
                 without its leading 0.",
            ),
            Self::TooShort => {
                write!(
                    f,
                    "The number is too short: it needs at least {FEWEST_DIGITS} digits."
                )
            }
            Self::TooLong => {
                write!(
                    f,
                    "The number is too long: it can have at most {MOST_DIGITS} digits."
                )
            }
        }
    }
}

/// A number as a provider or an old client sent it, in groups where it is one, else unchanged.
pub fn grouped(number: &str) -> String {
    let Some(digits) = number.strip_prefix('+').filter(|rest| is_digits(rest)) else {
        return number.to_owned();
    };
    let (country, mut rest) = digits.split_at(country_code_length(digits).min(digits.len()));
    let mut text = ["+", country].concat();
    while !rest.is_empty() {
        // No lonely digits at the end: 4 stay together, and 8 are twice 4.
        let length = match rest.len() {
            4 | 8 => 4,
            5 => 2,
            left => left.min(3),
        };
        let (group, more) = rest.split_at(length);
        text.push(' ');
        text.push_str(group);
        rest = more;
    }
    text
}

/// A number with all but its last two characters hidden, for logs and errors.
pub fn redacted(number: &str) -> String {
    let shown = number
        .char_indices()
        .rev()
        .nth(1)
        .map_or("", |(at, _)| number.get(at..).unwrap_or(""));
    ["…", shown].concat()
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The length of the country code at the front of `digits` (ITU-T E.164, list of assigned codes).
fn country_code_length(digits: &str) -> usize {
    const TWO_DIGITS: [&str; 43] = [
        "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46",
        "47", "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63",
        "64", "65", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95",
    ];
    match digits.as_bytes() {
        [b'1' | b'7', ..] => 1,
        [b'9', b'8', ..] => 2,
        _ if digits
            .get(..2)
            .is_some_and(|code| TWO_DIGITS.contains(&code)) =>
        {
            2
        }
        _ => 3,
    }
}
