//! Whether two phone numbers are the same person's, however they are written.

/// The country code of Brazil.
const BRAZIL: &str = "55";
/// The longest country code (ITU-T E.164).
const LONGEST_COUNTRY_CODE: usize = 3;

/// Whether `one` and `other` are the same person's number: with or without `+`, with or without what people put
/// between digits, and in Brazil with or without the ninth digit.
///
/// A text without digits is nobody's number.
pub fn same_number(one: &str, other: &str) -> bool {
    let one = digits(one);
    !one.is_empty() && brief(&one) == brief(&digits(other))
}

/// Whether `theirs`, as a provider writes it, is the number `ours` in E.164: also without its country code, as some
/// providers write the numbers of their own country.
pub fn is_form_of(ours: &str, theirs: &str) -> bool {
    let national = theirs.trim_start_matches('0');
    let digits = digits(ours);
    same_number(ours, theirs)
        || (1..=LONGEST_COUNTRY_CODE)
            .filter_map(|length| digits.get(..length))
            .any(|country| same_number(ours, &[country, national].concat()))
}

/// The other way in which WhatsApp writes this number, with its `+`; most numbers have one way only.
///
/// Brazilian mobile numbers got a ninth digit, a 9 in front of the subscriber's number, from 2012 on. Accounts made
/// before keep the short form as their WhatsApp id, while people dial the long one.
pub fn other_form(number: &str) -> Option<String> {
    let digits = digits(number);
    let rest = digits.strip_prefix(BRAZIL)?;
    let (area, subscriber) = rest.split_at_checked(2)?;
    // Landlines begin with 2 to 5 and never got the digit.
    let other = match subscriber.as_bytes() {
        [b'9', b'6'..=b'9', ..] if subscriber.len() == 9 => subscriber.get(1..)?.to_owned(),
        [b'6'..=b'9', ..] if subscriber.len() == 8 => format!("9{subscriber}"),
        _ => return None,
    };
    Some(format!("+{BRAZIL}{area}{other}"))
}

/// The shorter of a number's forms, without `+`.
fn brief(digits: &str) -> String {
    match other_form(digits) {
        Some(other) if other.len() <= digits.len() => other.trim_start_matches('+').to_owned(),
        Some(_) | None => digits.to_owned(),
    }
}

fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}
