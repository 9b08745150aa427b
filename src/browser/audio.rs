//! The page's one audio graph, and the streams and tracks that run through it.

use wasm_bindgen_futures::JsFuture;
use web_sys::{AudioContext, AudioContextState, MediaStream, MediaStreamTrack};

/// The page's audio graph (Web Audio `AudioContext`); closed with its last holder.
#[derive(Debug)]
pub struct AudioGraph {
    context: AudioContext,
}

/// The browser has no Web Audio, or no more of it to give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoAudioGraph;

impl AudioGraph {
    /// Makes the graph, and lets it run where the browser's autoplay rules allow that by now.
    pub fn new() -> Result<Self, NoAudioGraph> {
        let context = AudioContext::new().map_err(|_| NoAudioGraph)?;
        let graph = Self { context };
        graph.wake();
        Ok(graph)
    }

    /// Lets a graph run that the browser made wait for the person's first click.
    pub fn wake(&self) {
        if self.context.state() != AudioContextState::Suspended {
            return;
        }
        if let Ok(promise) = self.context.resume() {
            super::task::spawn(async move {
                // Refused until the person has touched the page; the next sound tries again.
                let _ = JsFuture::from(promise).await;
            });
        }
    }

    /// Whether it makes sounds at present.
    pub fn is_running(&self) -> bool {
        self.context.state() == AudioContextState::Running
    }

    pub(super) fn context(&self) -> &AudioContext {
        &self.context
    }
}

impl Drop for AudioGraph {
    fn drop(&mut self) {
        // Closing twice is the only refusal.
        let _ = self.context.close();
    }
}

/// A track of sound that can be sent. Cheap to clone; stopping it is its owner's business.
#[derive(Clone, Debug, PartialEq)]
pub struct AudioTrack(pub(super) MediaStreamTrack);

/// The sound of the other side.
#[derive(Clone, Debug, PartialEq)]
pub struct RemoteAudio(pub(super) MediaStream);

impl AudioTrack {
    /// A track that somebody else has made.
    pub fn from_track(track: MediaStreamTrack) -> Self {
        Self(track)
    }
}

impl RemoteAudio {
    /// The stream itself.
    pub fn stream(&self) -> &MediaStream {
        &self.0
    }
}
