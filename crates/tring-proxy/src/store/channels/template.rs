//! The template that asks for the permission to call, as a channel names it.

use std::{fmt, str::FromStr};

/// The language of a template that names none: what WhatsApp's own examples use.
const DEFAULT_LANGUAGE: &str = "en_US";
/// The longest name that WhatsApp takes.
const LONGEST_NAME: usize = 512;

/// An approved template: `call_permission` or `call_permission:pt_BR`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PermissionTemplate {
    /// Lower-case letters, digits and underscores.
    pub name: String,
    /// `en_US`.
    pub language: String,
}

/// Why it is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// Its name.
    #[error(
        "The template's name may have lower-case letters, digits and underscores only, for example call_permission."
    )]
    Name,
    /// Its language.
    #[error("The template's language is not one of WhatsApp's. Write it like en_US, pt_BR or de.")]
    Language,
}

impl PermissionTemplate {
    /// One with this name, in this language.
    pub fn new(name: &str, language: &str) -> Result<Self, TemplateError> {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        if name.is_empty() || name.len() > LONGEST_NAME || !name.bytes().all(fits) {
            return Err(TemplateError::Name);
        }
        if !is_language(language) {
            return Err(TemplateError::Language);
        }
        Ok(Self {
            name: name.to_owned(),
            language: language.to_owned(),
        })
    }
}

/// Two or three letters, and perhaps a country's two: `fil`, `en_GB`.
fn is_language(text: &str) -> bool {
    let (language, country) = match text.split_once('_') {
        Some((language, country)) => (language, Some(country)),
        None => (text, None),
    };
    (2..=3).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_lowercase())
        && country.is_none_or(|country| {
            country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase())
        })
}

impl FromStr for PermissionTemplate {
    type Err = TemplateError;

    fn from_str(text: &str) -> Result<Self, TemplateError> {
        let (name, language) = text.split_once(':').unwrap_or((text, DEFAULT_LANGUAGE));
        Self::new(name, language)
    }
}

impl fmt::Display for PermissionTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        if self.language == DEFAULT_LANGUAGE {
            return Ok(());
        }
        write!(f, ":{}", self.language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_a_name_and_perhaps_a_language() {
        for text in [
            "call_permission",
            "call_permission_2:pt_BR",
            "ask:de",
            "ask:fil",
        ] {
            let template: PermissionTemplate = text.parse().unwrap();
            assert_eq!(template.to_string(), text);
        }
        let template: PermissionTemplate = "ask".parse().unwrap();
        assert_eq!(template.language, "en_US");
    }

    #[test]
    fn what_whatsapp_would_refuse_is_refused_here() {
        for text in ["", "Call", "call permission", "call-permission", ":de"] {
            let error = text.parse::<PermissionTemplate>();
            assert_eq!(error, Err(TemplateError::Name), "{text}");
        }
        for text in ["ask:", "ask:german", "ask:pt-BR", "ask:pt_br"] {
            let error = text.parse::<PermissionTemplate>();
            assert_eq!(error, Err(TemplateError::Language), "{text}");
        }
    }
}
