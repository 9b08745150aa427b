//! What people type as a phone number, and what they are told when it is none.

use tring_protocol::phone::{PhoneNumber, PhoneNumberError, grouped, redacted};

fn parsed(text: &str) -> Result<String, PhoneNumberError> {
    text.parse::<PhoneNumber>().map(String::from)
}

#[test]
fn what_people_type_becomes_a_number() {
    for (typed, number) in [
        ("+4915112345678", "+4915112345678"),
        ("+49 151 12345678", "+4915112345678"),
        ("  +49 151 12345678\n", "+4915112345678"),
        ("004915112345678", "+4915112345678"),
        ("00 49 (151) 123-456/78", "+4915112345678"),
        ("+49.151.12345678", "+4915112345678"),
        ("+49\u{a0}151\u{202f}123\u{2009}45678", "+4915112345678"),
        ("+49 151\u{2011}12345678", "+4915112345678"),
        ("+49 151\u{2013}12345678", "+4915112345678"),
        ("(+49) 151 12345678", "+4915112345678"),
        // Copied from a web page or a contact that is written from right to left.
        ("\u{202a}+972 50-123-4567\u{202c}", "+972501234567"),
        ("\u{2066}+966 50 123 4567\u{2069}", "+966501234567"),
        // As printed on German cards: the zero is for callers inside the country.
        ("+49 (0) 151 12345678", "+4915112345678"),
        ("+49 (0)151 12345678", "+4915112345678"),
        ("+1 (415) 555-2671", "+14155552671"),
        ("+290 2222", "+2902222"),
        ("+123456789012345", "+123456789012345"),
    ] {
        assert_eq!(parsed(typed).as_deref(), Ok(number), "{typed:?}");
    }
}

#[test]
fn what_is_no_number_gets_its_own_error() {
    use PhoneNumberError as E;
    for (typed, error) in [
        ("", E::Empty),
        ("   ", E::Empty),
        ("\u{200e}", E::Empty),
        ("()", E::Empty),
        ("+", E::Empty),
        ("00", E::Empty),
        ("0151 12345678", E::NoCountryCode),
        ("15112345678", E::NoCountryCode),
        ("1", E::NoCountryCode),
        ("+0151 12345678", E::CountryCodeStartsWithZero),
        ("000 49 151 12345678", E::CountryCodeStartsWithZero),
        ("+49151", E::TooShort),
        ("+1 23456", E::TooShort),
        ("+1234567890123456", E::TooLong),
        ("+49 151 1234x", E::UnexpectedCharacter('x')),
        ("Anna", E::UnexpectedCharacter('A')),
        ("++49 151 12345678", E::UnexpectedCharacter('+')),
        ("+49+151 12345678", E::UnexpectedCharacter('+')),
        ("+49 151 12345678 ext. 5", E::UnexpectedCharacter('e')),
        ("+٤٩ 151", E::UnexpectedCharacter('٤')),
    ] {
        assert_eq!(parsed(typed), Err(error), "{typed:?}");
    }
}

#[test]
fn each_error_says_what_is_wrong_and_what_to_do() {
    use PhoneNumberError as E;
    for (error, sentence) in [
        (
            E::Empty,
            "Enter a phone number, for example +49 151 12345678.",
        ),
        (
            E::UnexpectedCharacter('x'),
            "“x” cannot be part of a phone number. Use digits only.",
        ),
        (
            E::NoCountryCode,
            "The country code is missing. Start with + and the country code, for example +49.",
        ),
        (
            E::CountryCodeStartsWithZero,
            "No country code starts with 0. Write + and the country code, then the number \
             without its leading 0.",
        ),
        (
            E::TooShort,
            "The number is too short: it needs at least 7 digits.",
        ),
        (
            E::TooLong,
            "The number is too long: it can have at most 15 digits.",
        ),
    ] {
        assert_eq!(error.to_string(), sentence);
    }
}

#[test]
fn a_number_is_shown_in_groups() {
    for (number, shown) in [
        ("+4915112345678", "+49 151 1234 5678"),
        ("+14155552671", "+1 415 555 2671"),
        ("+79161234567", "+7 916 123 4567"),
        ("+972501234567", "+972 501 234 567"),
        ("+989121234567", "+98 912 123 4567"),
        ("+2902222", "+290 2222"),
        ("+4915112345", "+49 1511 2345"),
        ("+29022222", "+290 22 222"),
        ("+49", "+49"),
        ("+4", "+4"),
    ] {
        assert_eq!(grouped(number), shown);
    }
}

#[test]
fn what_is_no_number_is_shown_as_it_came() {
    for number in ["", "+", "4915112345678", "anonymous", "+49 151", "+49x"] {
        assert_eq!(grouped(number), number);
    }
}

#[test]
fn a_number_has_the_forms_that_its_readers_want() {
    let number: PhoneNumber = "0049 151 12345678".parse().expect("a number");
    assert_eq!(number.as_str(), "+4915112345678");
    assert_eq!(number.digits(), "4915112345678");
    assert_eq!(number.grouped(), "+49 151 1234 5678");
    assert_eq!(number.to_string(), "+4915112345678");
}

#[test]
fn a_number_in_a_log_shows_its_last_two_digits_only() {
    let number: PhoneNumber = "+4915112345678".parse().expect("a number");
    assert_eq!(format!("{number:?}"), "…78");
    assert_eq!(number.redacted(), "…78");
    assert_eq!(redacted("anonymous"), "…us");
    assert_eq!(redacted("5"), "…");
    assert_eq!(redacted(""), "…");
}

#[test]
fn a_number_goes_over_the_wire_as_a_string() {
    let number: PhoneNumber = "+4915112345678".parse().expect("a number");
    let wire = serde_json::to_string(&number).expect("a string to serialise");
    assert_eq!(wire, r#""+4915112345678""#);
    let back: PhoneNumber = serde_json::from_str(&wire).expect("our own form to be read");
    assert_eq!(back, number);
}

#[test]
fn a_bad_number_is_refused_with_its_sentence_by_serde_too() {
    for (wire, sentence) in [
        (r#""0151 12345678""#, "The country code is missing."),
        (r#""""#, "Enter a phone number"),
        (r#""+49151""#, "The number is too short"),
        (r#""+49 call me""#, "“c” cannot be part"),
        ("4915112345678", "invalid type"),
        ("null", "invalid type"),
    ] {
        let error = serde_json::from_str::<PhoneNumber>(wire).expect_err("a bad number");
        let text = error.to_string();
        assert!(text.contains(sentence), "{wire} got “{text}”");
    }
}
