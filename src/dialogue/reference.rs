//! References of receipts: short enough to be read over the telephone.

/// Letters and digits that can't be taken for one another.
const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// Eight letters and digits, as in `7KQ2-MX4R`.
pub(super) fn make(bits: u64) -> String {
    let mut text = String::with_capacity(9);
    for place in 0..8_u32 {
        if place == 4 {
            text.push('-');
        }
        let index = usize::try_from((bits >> (place * 5)) & 31).unwrap_or(0);
        text.push(char::from(ALPHABET[index]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_made_of_the_bits() {
        assert_eq!(make(0), "AAAA-AAAA");
        assert_eq!(make(u64::MAX), "9999-9999");
        assert_eq!(make(0b00001_00000_11111), "9ABA-AAAA");
    }
}
