//! Numbers as providers write them, compared with numbers as people dial them.

use tring_calls::numbers::{is_form_of, other_form, same_number};

#[test]
fn the_same_number_in_other_clothes() {
    for (dialled, reported) in [
        ("+4915112345678", "4915112345678"),
        ("4915112345678", "+4915112345678"),
        ("+4915112345678", "+49 151 1234-5678"),
        // Dialled as it is today, reported as the account was made.
        ("+5511987654321", "551187654321"),
        ("+551187654321", "5511987654321"),
        ("+5511987654321", "+5511987654321"),
        ("+551187654321", "551187654321"),
    ] {
        assert!(same_number(dialled, reported), "{dialled} is {reported}");
    }
}

#[test]
fn different_numbers_stay_different() {
    for (dialled, reported) in [
        ("+4915112345678", "4915112345679"),
        ("+4915112345678", "15112345678"),
        ("+5511987654321", "5511887654321"),
        // Another area.
        ("+5511987654321", "552187654321"),
        // A landline with a 9 in front is no landline.
        ("+551123456789", "5511923456789"),
        // Only Brazil has the digit.
        ("+3511987654321", "351187654321"),
        ("", ""),
        ("anonymous", "anonymous"),
    ] {
        assert!(
            !same_number(dialled, reported),
            "{dialled} is not {reported}"
        );
    }
}

#[test]
fn a_brazilian_mobile_number_has_two_forms() {
    for (number, other) in [
        ("+5511987654321", Some("+551187654321")),
        ("551187654321", Some("+5511987654321")),
        ("+551123456789", None),
        ("+5511187654321", None),
        ("+4915112345678", None),
        ("+55", None),
        ("+5511", None),
    ] {
        assert_eq!(other_form(number).as_deref(), other, "{number}");
    }
}

#[test]
fn a_number_may_come_without_its_country_code() {
    for (ours, theirs, is_it) in [
        ("+551140001234", "1140001234", true),
        ("+551140001234", "01140001234", true),
        ("+5511987654321", "1187654321", true),
        ("+551140001234", "551140001234", true),
        ("+551140001234", "40001234", false),
        ("+551140001234", "2140001234", false),
        ("+4915112345678", "15112345678", true),
        ("+4915112345678", "", false),
    ] {
        assert_eq!(is_form_of(ours, theirs), is_it, "{ours} {theirs}");
    }
}
