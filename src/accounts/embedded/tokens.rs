//! Random tokens, codes and references.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use crate::clock::SharedEntropy;

/// Letters and digits that nobody mistakes for each other when a reference is read aloud.
const REFERENCE: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A token of 192 random bits, with a prefix that says what it is.
pub(super) fn token(entropy: &SharedEntropy, prefix: &str) -> String {
    let mut bytes = Zeroizing::new([0; 24]);
    entropy.fill(bytes.as_mut());
    format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes.as_ref()))
}

/// `count` random digits, each as likely as any other.
pub(super) fn digits(entropy: &SharedEntropy, count: u32) -> Zeroizing<String> {
    let mut found = Zeroizing::new(String::with_capacity(count as usize));
    while found.len() < count as usize {
        let mut byte = [0];
        entropy.fill(&mut byte);
        // 250 is the greatest multiple of ten in a byte; the bytes above would favour small digits.
        if byte[0] < 250 {
            found.push(char::from(b'0' + byte[0] % 10));
        }
    }
    found
}

/// The reference of a receipt, as in `PIN-7K3M9QXR`.
pub(super) fn reference(entropy: &SharedEntropy, prefix: &str) -> String {
    let mut bits = entropy.bits();
    let mut text = format!("{prefix}-");
    for _ in 0..8 {
        text.push(char::from(REFERENCE[(bits % 32) as usize]));
        bits /= 32;
    }
    text
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::clock::SeededEntropy;

    #[test]
    fn codes_have_the_asked_length_and_use_every_digit() {
        let entropy: SharedEntropy = Arc::new(SeededEntropy::new(1));
        let all = digits(&entropy, 1000);
        assert_eq!(all.len(), 1000);
        for digit in '0'..='9' {
            assert!((60..150).contains(&all.matches(digit).count()), "{digit}");
        }
    }

    #[test]
    fn references_can_be_read_aloud() {
        let entropy: SharedEntropy = Arc::new(SeededEntropy::new(1));
        let reference = reference(&entropy, "PIN");
        assert_eq!(reference.len(), 12);
        assert!(!reference[4..].contains(['I', 'L', 'O', 'U']));
    }
}
