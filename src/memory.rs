//! What becomes of memory that is given back.

/// Lets the C library keep memory that is given back, up to 64 MB, for whoever asks next: large arrays
/// come and go in every stage, and fresh pages from the system cost more than some stages do. For
/// programs that run a study and end; libraries leave it to their program.
///
/// The GNU C library learns so from the first large block that is freed (mallopt(3),
/// `M_MMAP_THRESHOLD`). Nothing is written to the block, so it takes no memory; elsewhere this does
/// nothing.
///
/// ```
/// walkshed::memory::keep_freed();
/// ```
pub fn keep_freed() {
    const LARGEST_LEARNT: usize = 32 << 20;
    drop(std::hint::black_box(Vec::<u8>::with_capacity(LARGEST_LEARNT - (64 << 10))));
}
