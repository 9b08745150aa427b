//! Silence that is sent: what a call lives on after its microphone has vanished.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{ConstantSourceNode, MediaStreamAudioDestinationNode, MediaStreamTrack};

use super::audio::{AudioGraph, AudioTrack};

/// A track of silence. A sender without a running track sends no packets, and a provider drops a
/// call that is silent in that way for 20 s; this one sends small packets. Stopped on drop.
#[derive(Debug)]
pub struct Silence {
    graph: Rc<AudioGraph>,
    source: ConstantSourceNode,
    destination: MediaStreamAudioDestinationNode,
    track: MediaStreamTrack,
}

impl Silence {
    /// Starts the silence; `None` where the browser has no Web Audio.
    pub fn start(graph: Rc<AudioGraph>) -> Option<Self> {
        // A destination without a running source sends nothing at all.
        let source = ConstantSourceNode::new(graph.context()).ok()?;
        source.offset().set_value(0.0);
        let destination = MediaStreamAudioDestinationNode::new(graph.context()).ok()?;
        source.connect_with_audio_node(&destination).ok()?;
        source.start().ok()?;
        graph.wake();
        let track = destination
            .stream()
            .get_audio_tracks()
            .get(0)
            .dyn_into()
            .ok()?;
        Some(Self {
            graph,
            source,
            destination,
            track,
        })
    }

    /// The track, to be sent.
    pub fn track(&self) -> AudioTrack {
        self.graph.wake();
        // Not `track.clone()`: that is the browser's own, a second track that nobody would stop.
        AudioTrack(Clone::clone(&self.track))
    }
}

impl Drop for Silence {
    fn drop(&mut self) {
        self.track.stop();
        // Neither can fail for nodes that are connected and started.
        let _ = self.source.stop();
        let _ = self.source.disconnect();
        let _ = self.destination.disconnect();
    }
}
