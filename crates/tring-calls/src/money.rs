//! Amounts of money: whole millionths of a currency (*micros*), and how people and programs read them.

/// What a currency needs beside its code: what stands before the amount, and how many decimals it has.
struct Style {
    sign: Option<&'static str>,
    decimals: usize,
}

/// The active codes of ISO 4217 for money that people pay with.
const CODES: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN \
    BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ \
    GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL \
    LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN \
    PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD \
    TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG";

/// The code of a currency in capitals, where it is one of ISO 4217.
pub fn currency(code: &str) -> Option<String> {
    let code = code.to_ascii_uppercase();
    let known = code.len() == 3 && CODES.split(' ').any(|known| known == code);
    known.then_some(code)
}

fn style(currency: &str) -> Style {
    let sign = match currency {
        "USD" => Some("$"),
        "EUR" => Some("€"),
        "GBP" => Some("£"),
        "INR" => Some("₹"),
        "BRL" => Some("R$"),
        "JPY" => Some("¥"),
        "MXN" => Some("MX$"),
        "AUD" => Some("A$"),
        "CAD" => Some("CA$"),
        "KRW" => Some("₩"),
        "VND" => Some("₫"),
        "PHP" => Some("₱"),
        "ILS" => Some("₪"),
        "NGN" => Some("₦"),
        "CNY" => Some("CN¥"),
        _ => None,
    };
    let decimals = match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX"
        | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    };
    Style { sign, decimals }
}

/// An amount as people read it, to the currency's own decimals (half up): `$0.03`, `¥3`, `CHF 1,234.50`.
pub fn formatted(micros: u64, currency: &str) -> String {
    let Style { sign, decimals } = style(currency);
    let unit = match decimals {
        0 => 1_000_000,
        3 => 1_000,
        _ => 10_000,
    };
    let rounded = micros / unit + u64::from(micros % unit >= unit / 2);
    let per_whole = 1_000_000 / unit;
    let whole = grouped(rounded / per_whole);
    let fraction = rounded % per_whole;
    let amount = match decimals {
        0 => whole,
        _ => format!("{whole}.{fraction:0decimals$}"),
    };
    match sign {
        Some(sign) => format!("{sign}{amount}"),
        None => format!("{currency} {amount}"),
    }
}

fn grouped(whole: u64) -> String {
    if whole < 1_000 {
        return whole.to_string();
    }
    format!("{},{:03}", grouped(whole / 1_000), whole % 1_000)
}

/// An amount as programs read it, without zeros at its end: `0.025`.
pub fn decimal(micros: u64) -> String {
    let (whole, fraction) = (micros / 1_000_000, micros % 1_000_000);
    if fraction == 0 {
        return whole.to_string();
    }
    let fraction = format!("{fraction:06}");
    format!("{whole}.{}", fraction.trim_end_matches('0'))
}

/// Reads an amount of at most 999 999 with up to six decimals, `0.025`.
pub fn parse(text: &str) -> Option<u64> {
    let (whole, fraction) = match text.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (text, ""),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let fits = (1..=6).contains(&whole.len()) && fraction.len() <= 6;
    if !fits || !digits(whole) || !digits(fraction) {
        return None;
    }
    format!("{whole}{fraction:0<6}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_of_the_currency_do() {
        for (micros, currency, text) in [
            (25_000, "USD", "$0.03"),
            (24_999, "USD", "$0.02"),
            (0, "USD", "$0.00"),
            (1_999_999, "EUR", "€2.00"),
            (1_234_567_890_000, "INR", "₹1,234,567.89"),
            (7_500_000, "BRL", "R$7.50"),
            (2_500_000, "JPY", "¥3"),
            (1_000_000_000, "JPY", "¥1,000"),
            (1_234_500, "KWD", "KWD 1.235"),
            (5_000, "CHF", "CHF 0.01"),
        ] {
            assert_eq!(formatted(micros, currency), text);
        }
    }

    #[test]
    fn no_digit_is_lost_between_text_and_micros() {
        for (micros, text) in [
            (25_000, "0.025"),
            (0, "0"),
            (1, "0.000001"),
            (3_000_000, "3"),
            (999_999_999_999, "999999.999999"),
        ] {
            assert_eq!(decimal(micros), text);
            assert_eq!(parse(text), Some(micros));
        }
        assert_eq!(parse("1.50"), Some(1_500_000));
        for wrong in [
            "",
            ".5",
            "1.",
            "-1",
            "+1",
            "1,5",
            "1e3",
            "0.0000001",
            "1000000",
            "1 ",
            "٣",
        ] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_currency_is_one_of_the_iso_list() {
        assert_eq!(currency("eur").as_deref(), Some("EUR"));
        for wrong in ["", "EU", "EURO", "XYZ", "D E", "US$"] {
            assert_eq!(currency(wrong), None, "{wrong}");
        }
        assert!(
            CODES.split(' ').all(|code| code.len() == 3),
            "codes of three letters"
        );
    }
}
