package org.tongmai.directory.terminology;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Many short texts, numbered, in one array of bytes: 100,000 displays take some 3 MB instead of 10.
 *
 * <p>Filled once, then only read.
 */
final class Texts {

    private byte[] heap = new byte[1_024];
    private int used;
    private int[] start = new int[64];
    private int[] length = new int[64];
    private int count;

    /** Puts a text under a number; the numbers may come in any order, each once. */
    void put(int number, byte[] text) {
        while (number >= start.length) {
            start = Arrays.copyOf(start, start.length * 2);
            length = Arrays.copyOf(length, length.length * 2);
        }
        if (used + text.length > heap.length) {
            heap = Arrays.copyOf(heap, Math.max(heap.length + heap.length / 2, used + text.length));
        }
        System.arraycopy(text, 0, heap, used, text.length);
        start[number] = used;
        length[number] = text.length + 1;
        used += text.length;
        count = Math.max(count, number + 1);
    }

    void put(int number, String text) {
        put(number, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Gives back the room that was kept for more. */
    void trim() {
        heap = Arrays.copyOf(heap, used);
        start = Arrays.copyOf(start, count);
        length = Arrays.copyOf(length, count);
    }

    boolean has(int number) {
        return number < count && length[number] > 0;
    }

    @Nullable
    String get(int number) {
        return has(number) ? new String(heap, start[number], length[number] - 1, StandardCharsets.UTF_8) : null;
    }

    byte[] bytes(int number) {
        return has(number) ? Arrays.copyOfRange(heap, start[number], start[number] + length[number] - 1) : new byte[0];
    }

    boolean equals(int number, byte[] text) {
        return has(number)
                && Arrays.equals(heap, start[number], start[number] + length[number] - 1, text, 0, text.length);
    }

    /** Bytes of memory. */
    long weight() {
        return heap.length + 4L * start.length + 4L * length.length;
    }
}
