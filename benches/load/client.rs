//! A WebSocket client of the least possible cost, so that what is measured is the server: one read and one write a turn, no
//! masking (a mask of zeros is a mask), no copies.

use std::net::SocketAddr;
use std::ops::Range;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Result;

/// What is read at once; a longer frame makes it grow.
const BUFFER: usize = 8 * 1024;

/// One connection.
pub struct Client {
    stream: TcpStream,
    bytes: Vec<u8>,
    /// What of `bytes` has come and is not taken yet.
    unread: Range<usize>,
    out: Vec<u8>,
}

/// A frame whose payload stands in the buffer.
struct Frame {
    opcode: u8,
    payload: Range<usize>,
}

impl Client {
    /// Connects and shakes hands.
    pub async fn connect(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let mut client = Self {
            stream,
            bytes: vec![0; BUFFER],
            unread: 0..0,
            out: Vec::with_capacity(256),
        };
        let request = format!(
            "GET /ws HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
             Sec-WebSocket-Protocol: frontdesk.v1\r\n\r\n"
        );
        client.stream.write_all(request.as_bytes()).await?;
        loop {
            client.read().await?;
            let head = &client.bytes[client.unread.clone()];
            if let Some(end) = head.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                if !head.starts_with(b"HTTP/1.1 101") {
                    return Err(format!("no WebSocket: {}", String::from_utf8_lossy(head)).into());
                }
                client.unread.start += end + 4;
                return Ok(client);
            }
        }
    }

    /// Sends a text frame of at most 65,535 bytes.
    pub async fn send(&mut self, text: &str) -> Result<()> {
        self.write(1, text.as_bytes()).await
    }

    /// The text of the next frame; pings are answered.
    pub async fn next(&mut self) -> Result<&str> {
        loop {
            while let Some(frame) = self.take() {
                match frame.opcode {
                    1 => return Ok(std::str::from_utf8(&self.bytes[frame.payload])?),
                    8 => return Err("the server closed the connection".into()),
                    9 => self.write(10, &[]).await?,
                    _ => {}
                }
            }
            self.read().await?;
        }
    }

    /// Ends the connection by a reset, so that its port is free again at once.
    pub fn hang_up(self) -> Result<()> {
        Ok(self.stream.set_zero_linger()?)
    }

    async fn write(&mut self, opcode: u8, payload: &[u8]) -> Result<()> {
        self.out.clear();
        self.out.push(0x80 | opcode);
        match u16::try_from(payload.len())? {
            short @ 0..126 => self.out.push(0x80 | short.to_be_bytes()[1]),
            long => {
                self.out.push(0x80 | 126);
                self.out.extend(long.to_be_bytes());
            }
        }
        self.out.extend([0; 4]);
        self.out.extend(payload);
        Ok(self.stream.write_all(&self.out).await?)
    }

    async fn read(&mut self) -> Result<()> {
        if self.unread.is_empty() {
            self.unread = 0..0;
        }
        if self.unread.end == self.bytes.len() {
            self.bytes.copy_within(self.unread.clone(), 0);
            self.unread = 0..self.unread.len();
            if self.unread.end > self.bytes.len() / 2 {
                self.bytes.resize(self.bytes.len() * 2, 0);
            }
        }
        let read = self.stream.read(&mut self.bytes[self.unread.end..]).await?;
        if read == 0 {
            return Err("the server hung up".into());
        }
        self.unread.end += read;
        Ok(())
    }

    /// The next frame, if all of it is there. Servers send no masks.
    fn take(&mut self) -> Option<Frame> {
        let bytes = &self.bytes[self.unread.clone()];
        let (head, length) = match *bytes {
            [_, 126, high, low, ..] => (4, usize::from(u16::from_be_bytes([high, low]))),
            [_, short @ 0..126, ..] => (2, usize::from(short)),
            _ => return None,
        };
        let opcode = bytes[0] & 0x0f;
        let start = self.unread.start + head;
        let end = start + length;
        if end > self.unread.end {
            return None;
        }
        self.unread.start = end;
        Some(Frame {
            opcode,
            payload: start..end,
        })
    }
}
