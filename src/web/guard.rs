//! Counts the fragments of WebSocket messages as their bytes arrive.
//!
//! The WebSocket library joins the fragments of a message without counting them, so that a client could keep it busy with
//! empty ones for ever. This thin layer below it reads nothing but the frame headers (RFC 6455, section 5.2) and refuses
//! a message of more than [`MOST_FRAGMENTS`].

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// How many fragments one message may have.
pub(super) const MOST_FRAGMENTS: u8 = 64;

/// A message had too many fragments.
#[derive(Debug, thiserror::Error)]
#[error("a message has more than {MOST_FRAGMENTS} fragments")]
pub(super) struct TooManyFragments;

/// An upgraded connection whose incoming frame headers are counted.
pub(super) struct Guarded<S> {
    inner: S,
    headers: Headers,
}

impl<S> Guarded<S> {
    /// Counts from here on: the next byte must be the first of a frame.
    pub(super) fn new(inner: S) -> Self {
        Self {
            inner,
            headers: Headers::default(),
        }
    }

    /// The connection itself.
    pub(super) fn into_inner(self) -> S {
        self.inner
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Guarded<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = into.filled().len();
        ready!(Pin::new(&mut self.inner).poll_read(cx, into))?;
        let fresh = into.filled().get(before..).unwrap_or_default();
        Poll::Ready(
            self.headers
                .pass(fresh)
                .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error)),
        )
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Guarded<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

/// Where in the stream of frames one is.
#[derive(Debug, Default)]
struct Headers {
    /// Bytes of payload that are still to come.
    payload: u64,
    /// The header so far.
    header: [u8; 14],
    have: u8,
    /// Fragments of the message that is open.
    fragments: u8,
}

impl Headers {
    /// Takes the next bytes of the stream, however they are cut.
    fn pass(&mut self, mut bytes: &[u8]) -> Result<(), TooManyFragments> {
        while !bytes.is_empty() {
            if self.payload > 0 {
                let skipped = usize::try_from(self.payload).map_or(bytes.len(), |left| left.min(bytes.len()));
                self.payload -= skipped as u64;
                bytes = &bytes[skipped..];
            } else if let [first, rest @ ..] = bytes {
                self.header[usize::from(self.have)] = *first;
                self.have += 1;
                bytes = rest;
                if self.have == self.header_length() {
                    self.frame()?;
                }
            }
        }
        Ok(())
    }

    /// How long the header is, as far as its bytes tell yet.
    fn header_length(&self) -> u8 {
        if self.have < 2 {
            return 2;
        }
        let length = match self.header[1] & 0x7f {
            126 => 2,
            127 => 8,
            _ => 0,
        };
        let mask = if self.header[1] & 0x80 == 0 { 0 } else { 4 };
        2 + length + mask
    }

    /// The header is complete.
    fn frame(&mut self) -> Result<(), TooManyFragments> {
        self.payload = match self.header[1] & 0x7f {
            126 => u64::from(u16::from_be_bytes([self.header[2], self.header[3]])),
            127 => {
                let [_, _, length @ .., _, _, _, _] = self.header;
                u64::from_be_bytes(length)
            }
            short => u64::from(short),
        };
        self.have = 0;
        let (last, opcode) = (self.header[0] & 0x80 != 0, self.header[0] & 0x0f);
        if opcode >= 8 {
            return Ok(());
        }
        self.fragments = if opcode == 0 { self.fragments + 1 } else { 1 };
        if self.fragments > MOST_FRAGMENTS {
            return Err(TooManyFragments);
        }
        if last {
            self.fragments = 0;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A masked frame as a client sends it.
    fn frame(last: bool, opcode: u8, length: usize) -> Vec<u8> {
        let mut bytes = vec![u8::from(last) << 7 | opcode];
        match u16::try_from(length) {
            Ok(short) if length < 126 => bytes.push(0x80 | short.to_be_bytes()[1]),
            Ok(medium) => {
                bytes.push(0x80 | 126);
                bytes.extend(medium.to_be_bytes());
            }
            Err(_) => {
                bytes.push(0x80 | 127);
                bytes.extend((length as u64).to_be_bytes());
            }
        }
        bytes.extend([0xff; 4]);
        bytes.extend(std::iter::repeat_n(0x80, length));
        bytes
    }

    /// A message in so many fragments.
    fn fragmented(fragments: usize, length: usize) -> Vec<u8> {
        (1..=fragments)
            .flat_map(|n| frame(n == fragments, u8::from(n == 1), length))
            .collect()
    }

    #[test]
    fn a_message_may_have_64_fragments() {
        let mut headers = Headers::default();
        for _ in 0..3 {
            headers.pass(&fragmented(64, 10)).unwrap();
        }
        assert!(headers.pass(&fragmented(65, 0)).is_err());
    }

    #[test]
    fn pings_between_fragments_do_not_count() {
        let mut headers = Headers::default();
        headers.pass(&frame(false, 1, 5)).unwrap();
        for _ in 0..200 {
            headers.pass(&frame(true, 9, 4)).unwrap();
        }
        headers.pass(&frame(true, 0, 5)).unwrap();
    }

    proptest! {
        #[test]
        fn it_does_not_matter_how_the_stream_is_cut(
            lengths in prop::collection::vec(prop_oneof![0_usize..130, 65_500_usize..65_600], 1..6),
            cut in 1_usize..40,
        ) {
            let mut headers = Headers::default();
            for length in lengths {
                for piece in fragmented(2, length).chunks(cut) {
                    headers.pass(piece).unwrap();
                }
            }
            prop_assert_eq!((headers.payload, headers.have, headers.fragments), (0, 0, 0));
        }

        #[test]
        fn any_bytes_are_taken(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
            let _ = Headers::default().pass(&bytes);
        }
    }
}
