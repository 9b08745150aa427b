//! A person on WhatsApp, known by a phone number or by a business-scoped user id (BSUID).

/// A person on WhatsApp.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Customer {
    /// `+` and digits, or a BSUID such as `US.13491208655302741918`.
    pub(crate) address: String,
    pub(crate) name: String,
}

impl Customer {
    pub(crate) fn new(address: &str, name: Option<&str>) -> Self {
        let name = name.map(str::trim).filter(|name| !name.is_empty());
        Self {
            address: address.to_owned(),
            name: name.unwrap_or("Simulated customer").to_owned(),
        }
    }

    /// The phone number without its `+`; `None` for somebody who hides it behind a user name.
    pub(crate) fn digits(&self) -> Option<&str> {
        self.address.strip_prefix('+')
    }

    /// The BSUID, which everybody has: made from the number where none was given.
    pub(crate) fn user_id(&self) -> String {
        self.digits().map_or_else(
            || self.address.clone(),
            |digits| format!("US.1349{digits:0>16}"),
        )
    }
}

/// Whether `text` is a phone number in the form `+` and 7 to 15 digits (E.164).
pub(crate) fn is_e164(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(is_digits)
}

/// Whether `text` is a phone number in Meta's form: 7 to 15 digits and nothing else.
pub(crate) fn is_digits(text: &str) -> bool {
    (7..=15).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && !text.starts_with('0')
}

/// Whether `text` has the form of a BSUID: two letters of a country, a dot, an id.
pub(crate) fn is_bsuid(text: &str) -> bool {
    text.split_once('.').is_some_and(|(country, id)| {
        country.len() == 2
            && country.bytes().all(|byte| byte.is_ascii_uppercase())
            && (1..=128).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phone_numbers_and_user_ids_are_told_apart() {
        assert!(is_digits("14085551234") && !is_digits("+14085551234") && !is_digits("0408555123"));
        assert!(is_e164("+14085551234") && !is_e164("14085551234") && !is_e164("+1 408 555"));
        assert!(is_bsuid("US.13491208655302741918") && !is_bsuid("14085551234"));
    }

    #[test]
    fn everybody_has_a_user_id() {
        assert!(is_bsuid(&Customer::new("+14085551234", None).user_id()));
        assert_eq!(Customer::new("US.1349", None).user_id(), "US.1349");
        assert_eq!(Customer::new("US.1349", None).digits(), None);
    }
}
