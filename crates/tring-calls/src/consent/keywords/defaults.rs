//! The keywords of a team that has set none, in the languages that most of WhatsApp is written in.
//!
//! An opt-out counts anywhere in a message, so everyday words such as “cancel” or “sair” are left out.

/// Leave me alone.
pub const OPT_OUT: &[&str] = &[
    // English
    "stop",
    "stopall",
    "unsubscribe",
    "opt out",
    "opt-out",
    "do not call",
    "don't call",
    "never call",
    "stop calling",
    // German
    "stopp",
    "abmelden",
    "abbestellen",
    "nicht anrufen",
    "nicht mehr anrufen",
    "keine anrufe",
    // Spanish
    "baja",
    "cancelar suscripción",
    "no llamar",
    "no llamen",
    "no me llame",
    "no me llames",
    "no me llamen",
    // Portuguese
    "parar",
    "descadastrar",
    "cancelar inscrição",
    "não ligar",
    "não liguem",
    "não me ligue",
    "não me liguem",
    // French
    "arrêt",
    "désabonner",
    "désinscrire",
    "ne plus appeler",
    "ne m'appelez pas",
    "ne m'appelez plus",
    // Italian
    "disiscrivimi",
    "annulla iscrizione",
    "non chiamare",
    "non chiamarmi",
    "non chiamatemi",
    // Dutch
    "afmelden",
    "niet bellen",
    "niet meer bellen",
    // Turkish, Indonesian
    "aramayın",
    "beni aramayın",
    "berhenti",
    "jangan telepon",
    // Hindi, Arabic
    "बंद करें",
    "कॉल न करें",
    "कॉल मत करो",
    "إلغاء الاشتراك",
    "لا تتصل",
    "لا تتصلوا",
];

/// I want to hear from you.
pub const OPT_IN: &[&str] = &[
    "start",
    "unstop",
    "subscribe",
    "opt in",
    "opt-in",
    "anmelden",
    "abonnieren",
    "alta",
    "suscribir",
    "suscribirme",
    "inscrever",
    "assinar",
    "s'abonner",
    "je m'abonne",
    "iscrivimi",
    "aanmelden",
    "abone ol",
    "mulai",
    "शुरू करें",
    "اشتراك",
];

/// Call me.
pub const CALLBACK: &[&str] = &[
    // English
    "call me",
    "call me back",
    "please call",
    "please call me",
    "please call me back",
    "call me please",
    "call back",
    "callback",
    "request a call",
    "request callback",
    // German
    "rückruf",
    "rückruf bitte",
    "bitte um rückruf",
    "anrufen",
    "bitte anrufen",
    "bitte zurückrufen",
    "ruf mich an",
    "rufen sie mich an",
    "bitte rufen sie mich an",
    // Spanish
    "llámame",
    "llámeme",
    "llámenme",
    "llámame por favor",
    "por favor llámame",
    "quiero una llamada",
    // Portuguese
    "me ligue",
    "me liga",
    "ligue para mim",
    "pode me ligar",
    "por favor me ligue",
    // French
    "appelez-moi",
    "appelez moi",
    "appelle-moi",
    "appelle moi",
    "rappelez-moi",
    "rappelez moi",
    "rappelle-moi",
    "rappelle moi",
    "merci de me rappeler",
    // Italian
    "chiamami",
    "richiamami",
    "chiamatemi",
    "mi chiami",
    // Dutch
    "bel mij",
    "bel me",
    "bel me terug",
    // Turkish, Indonesian
    "beni ara",
    "beni arayın",
    "telepon saya",
    "hubungi saya",
    // Hindi, Arabic
    "मुझे कॉल करें",
    "اتصل بي",
    "اتصلوا بي",
];
