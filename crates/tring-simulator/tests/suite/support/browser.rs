//! The business's browser, played by a full WebRTC peer: it offers, answers, talks and listens.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "samples and their counts are small"
)]

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use str0m::{
    Candidate, Event, Input, Output, Rtc, RtcConfig,
    change::{SdpAnswer, SdpOffer, SdpPendingOffer},
    crypto::from_feature_flags,
    format::{Codec, FormatParams},
    media::{Direction, Frequency, MediaKind, MediaTime, Mid, Pt},
    net::{Protocol, Receive},
};
use tokio::{net::UdpSocket, sync::mpsc, time::sleep_until};

/// What the microphone gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Voice {
    /// No track: not a single packet.
    None,
    /// A disabled track: packets of silence.
    Silence,
    Tone(u32),
}

#[derive(Debug)]
enum Command {
    Answer(String),
    Say(Voice),
    Press(u8),
    Close,
}

/// What everybody can read of an RTP packet (RFC 3550 section 5.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) payload_type: u8,
    pub(crate) sequence: u16,
    pub(crate) time: u32,
    pub(crate) ssrc: u32,
}

/// What came from the phone.
#[derive(Debug, Default)]
struct Heard {
    is_connected: bool,
    is_over: bool,
    packets: u64,
    headers: Vec<Header>,
    pcm: Vec<i16>,
}

/// The business's browser.
pub(crate) struct Browser {
    commands: mpsc::UnboundedSender<Command>,
    heard: Arc<Mutex<Heard>>,
}

impl Browser {
    /// Makes an offer for a call to the customer.
    pub(crate) async fn offering(voice: Voice) -> (Self, String) {
        let (mut rtc, socket) = peer().await;
        let mut changes = rtc.sdp_api();
        let mid = changes.add_media(MediaKind::Audio, Direction::SendRecv, None, None, None);
        let (offer, pending) = changes.apply().expect("an m-line was added");
        let browser = Self::start(rtc, socket, Some((mid, pending)), voice);
        (browser, offer.to_sdp_string())
    }

    /// Answers the offer of a customer's call.
    pub(crate) async fn answering(offer: &str, voice: Voice) -> (Self, String) {
        let (mut rtc, socket) = peer().await;
        let offer = SdpOffer::from_sdp_string(offer).expect("the offer parses");
        let answer = rtc
            .sdp_api()
            .accept_offer(offer)
            .expect("the offer is acceptable");
        (
            Self::start(rtc, socket, None, voice),
            answer.to_sdp_string(),
        )
    }

    pub(crate) fn set_answer(&self, answer: String) {
        self.commands
            .send(Command::Answer(answer))
            .expect("the browser runs");
    }

    pub(crate) fn say(&self, voice: Voice) {
        self.commands
            .send(Command::Say(voice))
            .expect("the browser runs");
    }

    pub(crate) fn press(&self, event: u8) {
        self.commands
            .send(Command::Press(event))
            .expect("the browser runs");
    }

    /// Says goodbye by DTLS. A browser that is dropped instead vanishes without a word.
    pub(crate) fn close(&self) {
        self.commands
            .send(Command::Close)
            .expect("the browser runs");
    }

    /// Whether either side said goodbye.
    pub(crate) fn is_over(&self) -> bool {
        self.heard.lock().expect("no panic").is_over
    }

    /// The headers of all RTP packets that came.
    pub(crate) fn headers(&self) -> Vec<Header> {
        self.heard.lock().expect("no panic").headers.clone()
    }

    pub(crate) fn is_connected(&self) -> bool {
        self.heard.lock().expect("no panic").is_connected
    }

    pub(crate) fn packets(&self) -> u64 {
        self.heard.lock().expect("no panic").packets
    }

    /// The latest half second of sound, once that much has come.
    pub(crate) fn last_sound(&self) -> Option<Vec<i16>> {
        let heard = self.heard.lock().expect("no panic");
        heard
            .pcm
            .len()
            .checked_sub(24_000)
            .map(|start| heard.pcm[start..].to_vec())
    }

    fn start(
        rtc: Rtc,
        socket: UdpSocket,
        pending: Option<(Mid, SdpPendingOffer)>,
        voice: Voice,
    ) -> Self {
        let (commands, inbox) = mpsc::unbounded_channel();
        let heard = Arc::new(Mutex::new(Heard::default()));
        let run = Run {
            rtc,
            socket,
            pending,
            voice,
            inbox,
            heard: Arc::clone(&heard),
            sender: None,
            next: None,
            rtp_time: 0,
            phase: 0.0,
            encoder: ropus::Encoder::builder(
                48_000,
                ropus::Channels::Mono,
                ropus::Application::Voip,
            )
            .build()
            .expect("an encoder"),
            decoder: ropus::Decoder::new(48_000, ropus::Channels::Mono).expect("a decoder"),
        };
        tokio::spawn(run.run());
        Self { commands, heard }
    }
}

async fn peer() -> (Rtc, UdpSocket) {
    from_feature_flags().install_process_default();
    let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a free port");
    let mut config = RtcConfig::new().clear_codecs().enable_opus(true, false);
    config.codec_config().add_config(
        126.into(),
        None,
        Codec::Tele,
        Frequency::EIGHT_KHZ,
        Some(1),
        FormatParams::default(),
    );
    let mut rtc = config.build(Instant::now());
    let address = socket.local_addr().expect("an address");
    rtc.add_local_candidate(Candidate::host(address, "udp").expect("a candidate"));
    (rtc, socket)
}

struct Run {
    rtc: Rtc,
    socket: UdpSocket,
    pending: Option<(Mid, SdpPendingOffer)>,
    voice: Voice,
    inbox: mpsc::UnboundedReceiver<Command>,
    heard: Arc<Mutex<Heard>>,
    sender: Option<(Mid, Pt)>,
    next: Option<Instant>,
    rtp_time: u64,
    phase: f64,
    encoder: ropus::Encoder,
    decoder: ropus::Decoder,
}

impl Run {
    async fn run(mut self) {
        let mut packet = vec![0; 2000];
        while self.rtc.is_alive() {
            let timeout = self.drain().await;
            let now = Instant::now();
            if self.next.is_some_and(|next| now >= next) {
                self.speak(now);
                continue;
            }
            let wake = self.next.map_or(timeout, |next| next.min(timeout));
            let wake = wake.min(now + Duration::from_millis(500));
            tokio::select! {
                command = self.inbox.recv() => match command {
                    Some(Command::Close) => {
                        self.rtc.close().expect("valid");
                        self.drain().await;
                        self.rtc.handle_input(Input::Timeout(Instant::now())).expect("valid");
                        self.drain().await;
                    }
                    Some(command) => self.obey(command),
                    None => return,
                },
                received = self.socket.recv_from(&mut packet) => if let Ok((length, source)) = received {
                    let destination = self.socket.local_addr().expect("an address");
                    self.note_stream(&packet[..length]);
                    if let Ok(contents) = packet[..length].try_into() {
                        let receive = Receive { proto: Protocol::Udp, source, destination, contents };
                        self.rtc.handle_input(Input::Receive(Instant::now(), receive)).expect("valid");
                    }
                },
                () = sleep_until(wake.into()) => {
                    self.rtc.handle_input(Input::Timeout(Instant::now())).expect("valid");
                }
            }
        }
        self.heard.lock().expect("no panic").is_over = true;
    }

    /// Hears it as browsers do: the phone's offer announces no SSRC.
    fn note_stream(&mut self, packet: &[u8]) {
        let is_rtp = (128..192).contains(&packet[0]) && !(192..224).contains(&packet[1]);
        if let (true, Some((mid, _))) = (is_rtp, self.sender) {
            let header = Header {
                payload_type: packet[1] & 0x7f,
                sequence: u16::from_be_bytes(packet[2..4].try_into().expect("two bytes")),
                time: u32::from_be_bytes(packet[4..8].try_into().expect("four bytes")),
                ssrc: u32::from_be_bytes(packet[8..12].try_into().expect("four bytes")),
            };
            self.heard.lock().expect("no panic").headers.push(header);
            self.rtc
                .direct_api()
                .expect_stream_rx(header.ssrc.into(), None, mid, None);
        }
    }

    async fn drain(&mut self) -> Instant {
        loop {
            match self.rtc.poll_output().expect("valid") {
                Output::Timeout(at) => return at,
                Output::Transmit(transmit) => {
                    let _ = self
                        .socket
                        .send_to(&transmit.contents, transmit.destination)
                        .await;
                }
                Output::Event(Event::Connected) => {
                    self.heard.lock().expect("no panic").is_connected = true;
                    self.next = Some(Instant::now());
                }
                Output::Event(Event::MediaAdded(added)) => self.speak_on(added.mid),
                Output::Event(Event::MediaData(data)) => {
                    let mut pcm = vec![0; 5760];
                    let mode = ropus::DecodeMode::Normal;
                    let samples = self.decoder.decode(&data.data, &mut pcm, mode).unwrap_or(0);
                    let mut heard = self.heard.lock().expect("no panic");
                    heard.packets += 1;
                    heard.pcm.extend_from_slice(&pcm[..samples]);
                }
                Output::Event(_) => {}
            }
        }
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::Answer(answer) => {
                let (mid, pending) = self.pending.take().expect("one answer only");
                let answer = SdpAnswer::from_sdp_string(&answer).expect("the answer parses");
                self.rtc
                    .sdp_api()
                    .accept_answer(pending, answer)
                    .expect("a fitting answer");
                self.speak_on(mid);
            }
            Command::Say(voice) => self.voice = voice,
            Command::Press(event) => self.press(event),
            Command::Close => {}
        }
    }

    /// Sends a key as three end reports with one RTP timestamp (RFC 4733), as browsers do.
    fn press(&mut self, event: u8) {
        let (mid, _) = self.sender.expect("negotiated");
        // Two keys never share a timestamp.
        self.rtp_time += 960;
        let time = MediaTime::new(self.rtp_time / 6, Frequency::EIGHT_KHZ);
        let report = [event, 0x8a, 0x05, 0x00];
        for _ in 0..3 {
            let writer = self.rtc.writer(mid).expect("a writer");
            writer
                .write(126.into(), Instant::now(), time, report)
                .expect("written");
            // Each write has to be taken before the next one.
            while let Output::Transmit(transmit) = self.rtc.poll_output().expect("valid") {
                self.socket
                    .try_send_to(&transmit.contents, transmit.destination)
                    .expect("sent");
            }
        }
    }

    fn speak(&mut self, now: Instant) {
        self.next = self.next.map(|next| next + Duration::from_millis(20));
        let time = MediaTime::new(self.rtp_time, Frequency::FORTY_EIGHT_KHZ);
        self.rtp_time += 960;
        let mut pcm = [0_i16; 960];
        match self.voice {
            Voice::None => return,
            Voice::Silence => {}
            Voice::Tone(hz) => {
                for sample in &mut pcm {
                    *sample = ((self.phase * std::f64::consts::TAU).sin() * 8000.0) as i16;
                    self.phase = (self.phase + f64::from(hz) / 48_000.0).fract();
                }
            }
        }
        let mut payload = [0; 1500];
        let length = self.encoder.encode(&pcm, &mut payload).expect("encoded");
        if let Some((mid, payload_type)) = self.sender
            && let Some(writer) = self.rtc.writer(mid)
        {
            writer
                .write(payload_type, now, time, &payload[..length])
                .expect("written");
        }
    }

    fn speak_on(&mut self, mid: Mid) {
        let writer = self.rtc.writer(mid).expect("a writer");
        let opus = writer
            .payload_params()
            .find(|params| params.spec().codec == Codec::Opus);
        self.sender = opus.map(|params| (mid, params.pt()));
    }
}

/// The share of the sound's energy that lies at `hz`: 1 for a pure tone (Goertzel).
pub(crate) fn share_at(hz: u32, pcm: &[i16]) -> f64 {
    let turn = std::f64::consts::TAU * f64::from(hz) / 48_000.0;
    let (mut before, mut last) = (0.0, 0.0);
    for sample in pcm {
        let next = f64::from(*sample) + 2.0 * turn.cos() * last - before;
        before = last;
        last = next;
    }
    let power = last * last + before * before - 2.0 * turn.cos() * last * before;
    let total: f64 = pcm.iter().map(|sample| f64::from(*sample).powi(2)).sum();
    if total == 0.0 {
        0.0
    } else {
        2.0 * power / (total * pcm.len() as f64)
    }
}
