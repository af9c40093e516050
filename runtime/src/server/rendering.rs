//! Renders one text for all clients that ask for it meanwhile, and bounds how many bytes are in flight to them.

use super::compression;
use crate::{encoding::Format, instance::InstanceRef, pricing::catch_panic};
use axum::body::Bytes;
use parking_lot::Mutex;
use std::{collections::VecDeque, process, sync::Arc, thread};
use tokio::sync::watch;

/// The most bytes of texts that clients of one server still read. Where there are more, the readers of the oldest text are cut.
const MAX_BYTES_IN_FLIGHT: usize = 64 * 1024 * 1024;

/// Which of its texts a client wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Variant {
    pub(super) format: Format,
    pub(super) compressed: bool,
}

/// A text, which all of its readers share.
#[derive(Debug, Clone)]
pub(super) struct Text {
    pub(super) body: Bytes,
    pub(super) compressed: bool,
    pub(super) lease: Lease,
}

/// Lets a connection read a text, until the other end of the channel is dropped.
pub(super) type Lease = watch::Receiver<()>;

/// The texts of one server or router.
#[derive(Debug)]
pub(super) struct Rendering {
    instance: InstanceRef,
    queue: Mutex<Queue>,
    in_flight: Mutex<InFlight>,
}

#[derive(Debug, Default)]
struct Queue {
    /// The texts that are to be rendered next. Who asks before such a text is begun shares it, and misses nothing that was recorded
    /// before it asked.
    next: VecDeque<(Variant, watch::Sender<Option<Text>>)>,
    /// The process in which a thread renders now.
    renders_in: Option<u32>,
}

impl Rendering {
    pub(super) fn new(instance: InstanceRef) -> Arc<Self> {
        Arc::new(Self { instance, queue: Mutex::default(), in_flight: Mutex::default() })
    }

    /// A text that has everything recorded so far. `None` if no thread can be started.
    pub(super) async fn text(self: &Arc<Self>, variant: Variant) -> Option<Text> {
        let mut text = self.next_text(variant);
        let text = text.wait_for(Option::is_some).await.ok()?;
        text.clone()
    }

    /// One text is rendered at a time, so that many clients cost no more memory and cores than one: on a thread that lives as long as
    /// there are any, since ten thousand label sets take tens of milliseconds, and the pool of blocking threads of a user's runtime may
    /// be full.
    fn next_text(self: &Arc<Self>, variant: Variant) -> watch::Receiver<Option<Text>> {
        let mut queue = self.queue.lock();
        if let Some((_, text)) = queue.next.iter().find(|(other, _)| *other == variant) {
            return text.subscribe();
        }
        let (sender, text) = watch::channel(None);
        queue.next.push_back((variant, sender));
        // A child that was forked meanwhile does not have the thread.
        let process = Some(process::id());
        if queue.renders_in != process {
            let rendering = Arc::clone(self);
            let thread = thread::Builder::new().name("agent-metrics-render".to_owned());
            match thread.spawn(move || rendering.render_all()) {
                Ok(_) => queue.renders_in = process,
                // Its clients see that the other end is gone.
                Err(_) => queue.next.clear(),
            }
        }
        text
    }

    fn render_all(&self) {
        loop {
            let mut queue = self.queue.lock();
            let Some((variant, text)) = queue.next.pop_front() else {
                queue.renders_in = None;
                return;
            };
            drop(queue);
            if let Some(rendered) = catch_panic(|| self.render(variant)) {
                text.send_replace(Some(rendered));
            }
        }
    }

    fn render(&self, Variant { format, compressed }: Variant) -> Text {
        let text = self.instance.render(format);
        let (body, compressed) = match compressed.then(|| compression::gzip(&text)).flatten() {
            Some(compressed) => (Bytes::from(compressed), true),
            None => (Bytes::from(text), false),
        };
        let lease = self.in_flight.lock().lease(body.len());
        Text { body, compressed, lease }
    }
}

/// The texts that clients still read, the oldest first: their lengths, and the other ends of their leases.
#[derive(Debug, Default)]
struct InFlight(VecDeque<(usize, watch::Sender<()>)>);

impl InFlight {
    /// Adds a text; cuts the readers of the oldest ones if that is too much.
    fn lease(&mut self, length: usize) -> Lease {
        let Self(texts) = self;
        texts.retain(|(_, readers)| !readers.is_closed());
        let (readers, lease) = watch::channel(());
        texts.push_back((length, readers));
        while texts.len() > 1 && texts.iter().map(|(length, _)| length).sum::<usize>() > MAX_BYTES_IN_FLIGHT {
            texts.pop_front();
        }
        lease
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Metrics;

    const MIB: usize = 1024 * 1024;

    #[test]
    fn the_oldest_texts_are_cut_above_64_mib() {
        let mut in_flight = InFlight::default();
        let leases: Vec<Lease> = (0..10).map(|_| in_flight.lease(13 * MIB)).collect();
        let cut: Vec<bool> = leases.iter().map(|lease| lease.has_changed().is_err()).collect();
        // 4 × 13 MiB are less than 64 MiB.
        assert_eq!(cut, [true, true, true, true, true, true, false, false, false, false]);
        // What was read counts no longer.
        drop(leases);
        let small = in_flight.lease(MIB);
        let large = in_flight.lease(63 * MIB);
        assert!(small.has_changed().is_ok() && large.has_changed().is_ok());
        assert_eq!(in_flight.0.len(), 2);
        // The newest text is shown, however large it is.
        let huge = in_flight.lease(1000 * MIB);
        assert!(huge.has_changed().is_ok());
        assert!(small.has_changed().is_err() && large.has_changed().is_err());
    }

    #[test]
    fn who_waits_for_the_same_text_shares_it() {
        let rendering = Rendering::new(Metrics::with_defaults().instance().clone());
        let plain = Variant { format: Format::Prometheus, compressed: false };
        let gzip = Variant { compressed: true, ..plain };
        // Some thread renders.
        rendering.queue.lock().renders_in = Some(process::id());
        let waiting: Vec<_> = (0..1000).map(|index| rendering.next_text([plain, gzip][index % 2])).collect();
        assert_eq!(rendering.queue.lock().next.len(), 2);
        rendering.render_all();
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let texts: Vec<Bytes> = waiting
            .into_iter()
            .map(|mut text| {
                let text = runtime.block_on(text.wait_for(Option::is_some)).expect("it is rendered").clone();
                text.expect("it is there").body
            })
            .collect();
        for (index, text) in texts.iter().enumerate() {
            assert_eq!(text.as_ptr(), texts[index % 2].as_ptr(), "the same bytes");
        }
        // The next client gets a text of its own, with what was recorded meanwhile.
        let next = runtime.block_on(rendering.text(plain)).expect("it is rendered");
        assert_ne!(next.body.as_ptr(), texts[0].as_ptr());
    }
}
