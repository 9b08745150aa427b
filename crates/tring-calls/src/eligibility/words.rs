//! Whether a customer's message asks for a call, or says yes: words in several languages.
//!
//! A message is compared by its words, without case and accents. Doubt counts against the call: a person can always press
//! *Call*.

use crate::consent::words::words;

/// What customers write who want to be called.
pub(super) const CALL_KEYWORDS: &[&str] = &[
    // English
    "call me",
    "call us",
    "call back",
    "callback",
    "give me a call",
    "phone me",
    "ring me",
    "can you call",
    "please call",
    // German
    "ruf mich an",
    "rufen Sie mich an",
    "rufen Sie an",
    "bitte anrufen",
    "Rückruf",
    "zurückrufen",
    // Spanish
    "llámame",
    "llámeme",
    "llamadme",
    "llámenme",
    "me pueden llamar",
    "quiero una llamada",
    // Portuguese
    "me liga",
    "me ligue",
    "ligue para mim",
    "pode me ligar",
    "podem me ligar",
    // French
    "appelez-moi",
    "appelez moi",
    "appelle-moi",
    "appelle moi",
    "rappelez-moi",
    "rappelez moi",
    "rappelle-moi",
    "rappelle moi",
    // Italian
    "chiamami",
    "mi chiami",
    "chiamatemi",
    "richiamatemi",
    // Dutch, Polish, Turkish, Indonesian
    "bel me",
    "bel mij",
    "zadzwoń",
    "oddzwoń",
    "beni ara",
    "beni arayın",
    "telepon saya",
    "hubungi saya",
    // Hindi, Arabic, Russian, Ukrainian, Chinese
    "मुझे कॉल करें",
    "कॉल करो",
    "اتصل بي",
    "позвоните",
    "зателефонуйте",
    "打电话",
];

/// What customers write who say yes.
pub(super) const AFFIRMATIVES: &[&str] = &[
    "👍",
    "✅",
    "👌",
    // English
    "yes",
    "yeah",
    "yep",
    "y",
    "ok",
    "okay",
    "sure",
    "of course",
    "please do",
    "go ahead",
    "agreed",
    "agree",
    "accept",
    "allow",
    // German, Dutch
    "ja",
    "gerne",
    "klar",
    "einverstanden",
    // Spanish
    "sí",
    "claro",
    "por supuesto",
    "vale",
    "de acuerdo",
    // Portuguese
    "sim",
    "pode",
    "com certeza",
    // French
    "oui",
    "d'accord",
    "bien sûr",
    // Italian
    "certo",
    "va bene",
    // Polish, Turkish, Indonesian
    "tak",
    "evet",
    "tamam",
    "iya",
    "boleh",
    // Hindi, Arabic, Russian, Ukrainian, Chinese
    "हाँ",
    "जी",
    "نعم",
    "да",
    "так",
    "好",
];

/// What turns the next words into their opposite.
const NEGATIONS: &[&str] = &[
    // English
    "not",
    "dont",
    "never",
    "no",
    "stop",
    "without",
    "cant",
    "cannot",
    "wont",
    // German, Dutch
    "nicht",
    "nie",
    "kein",
    "keine",
    "keinen",
    "nein",
    "niet",
    "geen",
    "nooit",
    // Spanish, Portuguese, French, Italian
    "nunca",
    "jamas",
    "nao",
    "pas",
    "jamais",
    "non",
    "mai",
    // Indonesian, Turkish
    "jangan",
    "tidak",
    "hayir",
    // Hindi, Arabic, Russian, Ukrainian
    "मत",
    "नहीं",
    "لا",
    "не",
    "нет",
    "ні",
];

/// The same in Chinese.
const UNSPACED_NEGATIONS: &[&str] = &["不要", "别"];

/// What turns the words before it into their opposite.
const AFTERWARDS: &[&str] = &["not", "nicht", "pas", "niet", "मत", "नहीं"];

/// How many words before a keyword may turn it into its opposite: "do not ever call me".
const REACH: usize = 3;

/// Whether a message asks for a call.
pub(super) fn asks_for_call(message: &str, keywords: &[String]) -> bool {
    let message = words(message);
    keywords.iter().any(|keyword| {
        let keyword = words(keyword);
        if is_unspaced(&keyword) {
            message.concat().contains(&keyword.concat()) && !is_negated(&message)
        } else {
            is_said(&message, &keyword)
        }
    })
}

/// Whether a message says yes: it begins with a yes and takes nothing back.
pub(super) fn says_yes(message: &str, affirmatives: &[String]) -> bool {
    let said = words(message);
    let begins = |affirmative: &String| {
        let yes = words(affirmative);
        if yes.is_empty() {
            // An emoji has no words.
            let yes = affirmative.trim();
            !yes.is_empty() && message.trim_start().starts_with(yes)
        } else if is_unspaced(&yes) {
            said.concat().starts_with(&yes.concat())
        } else {
            said.starts_with(&yes)
        }
    };
    affirmatives.iter().any(begins) && !is_negated(&said)
}

/// Whether the words of `keyword` follow each other in the message, and nothing near says the opposite.
fn is_said(message: &[String], keyword: &[String]) -> bool {
    if keyword.is_empty() {
        return false;
    }
    let found = message.windows(keyword.len()).enumerate();
    let mut found = found.filter(|(_, window)| *window == keyword);
    found.any(|(start, _)| {
        let before = message.get(start.saturating_sub(REACH)..start);
        let after = message.get(start + keyword.len());
        !before.is_some_and(|words| words.iter().any(|word| is_negation(word)))
            && !after.is_some_and(|word| AFTERWARDS.contains(&word.as_str()))
    })
}

fn is_negated(message: &[String]) -> bool {
    message.iter().any(|word| is_negation(word))
        || UNSPACED_NEGATIONS
            .iter()
            .any(|negation| message.concat().contains(negation))
}

fn is_negation(word: &str) -> bool {
    NEGATIONS.contains(&word)
}

/// Whether it is written in a script that puts no spaces between words: Thai, Lao, Chinese, Japanese.
fn is_unspaced(words: &[String]) -> bool {
    let mut letters = words.iter().flat_map(|word| word.chars());
    letters.any(|letter| {
        matches!(letter, '\u{0E00}'..='\u{0EFF}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}')
    })
}
