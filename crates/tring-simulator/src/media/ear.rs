//! What the phone hears: Opus decoded for its energy.

/// Samples of the longest Opus packet (120 ms at 48 kHz).
const LONGEST: usize = 5760;

/// Decodes the business's voice.
pub(crate) struct Ear {
    decoder: ropus::Decoder,
    pcm: Vec<i16>,
}

impl Ear {
    pub(crate) fn new() -> Self {
        let decoder = ropus::Decoder::new(48_000, ropus::Channels::Mono)
            .expect("48 kHz mono is a valid setting");
        Self {
            decoder,
            pcm: vec![0; LONGEST],
        }
    }

    /// The sound in `payload`; nothing for a packet that is no Opus.
    pub(crate) fn hear(&mut self, payload: &[u8]) -> &[i16] {
        let decoded = self
            .decoder
            .decode(payload, &mut self.pcm, ropus::DecodeMode::Normal);
        decoded
            .ok()
            .and_then(|samples| self.pcm.get(..samples))
            .unwrap_or(&[])
    }
}
