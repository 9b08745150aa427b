//! The words of a text, such that two ways of writing the same word are one.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The text's words: small letters, without accents, `ß` as `ss`. A hyphen or an apostrophe between letters joins them:
/// “opt-out” is `optout` and “non-stop” does not hold “stop”.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut letters = folded(text).peekable();
    while let Some(letter) = letters.next() {
        let goes_on = letters.peek().copied().is_some_and(is_of_a_word);
        if is_of_a_word(letter) {
            word.push(letter);
        } else if !(is_joint(letter) && goes_on) {
            words.push(core::mem::take(&mut word));
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

fn folded(text: &str) -> impl Iterator<Item = char> {
    text.nfkd()
        .flat_map(char::to_lowercase)
        .nfkd()
        .filter(|letter| !is_accent(*letter) && !is_invisible(*letter))
        .flat_map(|letter| {
            let (first, second) = plain(letter);
            std::iter::once(first).chain(second)
        })
}

/// Letters with a stroke, which no decomposition takes apart.
fn plain(letter: char) -> (char, Option<char>) {
    match letter {
        'ß' => ('s', Some('s')),
        'æ' => ('a', Some('e')),
        'œ' => ('o', Some('e')),
        'ø' => ('o', None),
        'ł' => ('l', None),
        'đ' => ('d', None),
        'ı' => ('i', None),
        other => (other, None),
    }
}

/// Accents of Latin, Greek and Cyrillic letters, and the marks that Arabic is mostly written without. The vowel signs of
/// Indian scripts are no accents: without them it is another word.
fn is_accent(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}')
}

/// What joins or directs letters without being seen.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{fe0f}' | '\u{feff}')
}

fn is_of_a_word(letter: char) -> bool {
    letter.is_alphanumeric() || is_combining_mark(letter)
}

fn is_joint(letter: char) -> bool {
    matches!(letter, '-' | '\'' | '’' | '‘' | '\u{2010}' | '\u{2011}')
}
