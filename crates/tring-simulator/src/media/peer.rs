//! The WebRTC peer of one call: ICE-lite, Opus and telephone-event 126/8000, as Meta's media side.

use std::{net::IpAddr, sync::Once, time::Instant};

use str0m::{
    Candidate, Rtc, RtcConfig,
    change::{SdpAnswer, SdpOffer, SdpPendingOffer},
    crypto::from_feature_flags,
    format::{Codec, FormatParams},
    media::{Direction, Frequency, MediaKind, Mid, Pt},
};

use super::{MediaError, sockets::Sockets};

/// The name of the only m-line in Meta's offers.
const MID: &str = "audio";

static CRYPTO: Once = Once::new();

/// A peer with its sockets, before or after the exchange of descriptions.
#[derive(Debug)]
pub(crate) struct Peer {
    pub(crate) rtc: Rtc,
    pub(crate) sockets: Sockets,
    pub(crate) voice: Option<(Mid, Pt)>,
    pending: Option<(Mid, SdpPendingOffer)>,
}

impl Peer {
    /// Takes the business's offer; returns our answer, which says `a=setup:active` as Meta's do.
    pub(crate) fn answer(address: IpAddr, offer: &str) -> Result<(Self, String), MediaError> {
        let mut peer = Self::new(address)?;
        // Left the choice, str0m would wait for the other side to begin with DTLS.
        let offer = offer.replace("a=setup:actpass", "a=setup:passive");
        let offer = SdpOffer::from_sdp_string(&offer).map_err(description)?;
        let answer = peer
            .rtc
            .sdp_api()
            .accept_offer(offer)
            .map_err(description)?;
        Ok((peer, answer.to_sdp_string()))
    }

    /// Makes our offer, which waits for the business's answer.
    pub(crate) fn offer(address: IpAddr) -> Result<(Self, String), MediaError> {
        let mut peer = Self::new(address)?;
        let mut changes = peer.rtc.sdp_api();
        let mid = changes.add_media(MediaKind::Audio, Direction::SendRecv, None, None, None);
        let (offer, pending) = changes.apply().expect("an m-line was added");
        peer.pending = Some((mid, pending));
        Ok((
            peer,
            rename_mid(&offer.to_sdp_string(), &mid.to_string(), MID),
        ))
    }

    /// Takes the business's answer to our offer. The same answer again changes nothing.
    pub(crate) fn apply_answer(&mut self, answer: &str) -> Result<(), MediaError> {
        let Some((mid, _)) = &self.pending else {
            return Ok(());
        };
        let answer = rename_mid(answer, MID, &mid.to_string());
        // An answer that cannot be read leaves the offer open for a better one.
        let answer = SdpAnswer::from_sdp_string(&answer).map_err(description)?;
        let Some((mid, pending)) = self.pending.take() else {
            return Ok(());
        };
        self.rtc
            .sdp_api()
            .accept_answer(pending, answer)
            .map_err(description)?;
        // There is no `MediaAdded` event for an m-line of our own.
        self.speak_on(mid);
        Ok(())
    }

    /// Looks up the payload type that Opus got on `mid`.
    pub(crate) fn speak_on(&mut self, mid: Mid) {
        let payload_type = self.rtc.writer(mid).and_then(|writer| {
            let opus = writer
                .payload_params()
                .find(|params| params.spec().codec == Codec::Opus);
            opus.map(str0m::format::PayloadParams::pt)
        });
        self.voice = payload_type.map(|payload_type| (mid, payload_type));
    }

    fn new(address: IpAddr) -> Result<Self, MediaError> {
        CRYPTO.call_once(|| from_feature_flags().install_process_default());
        let sockets =
            Sockets::bind(address).map_err(|source| MediaError::Socket { address, source })?;
        let mut rtc = configuration().build(Instant::now());
        for local in sockets.addresses() {
            rtc.add_local_candidate(Candidate::host(local, "udp").map_err(description)?);
        }
        Ok(Self {
            rtc,
            sockets,
            voice: None,
            pending: None,
        })
    }
}

fn configuration() -> RtcConfig {
    let mut config = RtcConfig::new()
        .set_ice_lite(true)
        .clear_extension_map()
        .clear_codecs()
        .enable_opus(true, false);
    // One telephone-event payload type per clock rate; WhatsApp offers 126/8000 alone.
    config.codec_config().add_config(
        126.into(),
        None,
        Codec::Tele,
        Frequency::EIGHT_KHZ,
        Some(1),
        FormatParams::default(),
    );
    config
}

/// Renames the m-line; str0m chooses its own names and wants them back.
fn rename_mid(sdp: &str, from: &str, to: &str) -> String {
    sdp.replace(&format!("a=mid:{from}\r\n"), &format!("a=mid:{to}\r\n"))
        .replace(
            &format!("a=group:BUNDLE {from}\r\n"),
            &format!("a=group:BUNDLE {to}\r\n"),
        )
}

fn description(error: impl std::fmt::Display) -> MediaError {
    MediaError::Description(error.to_string())
}
