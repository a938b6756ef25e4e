package org.tongmai.directory.terminology;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Finds the number of a text, by open addressing over the numbers: 8 bytes for each. */
final class CodeIndex {

    private final Texts codes;
    private final boolean caseSensitive;
    private final int[] slots;

    /** Of equal texts the one with the lowest number is found. */
    CodeIndex(Texts codes, int count, boolean caseSensitive) {
        this.codes = codes;
        this.caseSensitive = caseSensitive;
        this.slots = new int[Math.max(8, Integer.highestOneBit(count) * 4)];
        Arrays.fill(slots, -1);
        for (int number = 0; number < count; number++) {
            if (codes.has(number)) {
                place(number);
            }
        }
    }

    private void place(int number) {
        String code = String.valueOf(codes.get(number));
        int slot = slot(code);
        while (slots[slot] >= 0) {
            if (same(slots[slot], code)) {
                return;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = number;
    }

    /** The number of a text, or -1. */
    int find(String code) {
        int slot = slot(code);
        while (slots[slot] >= 0) {
            if (same(slots[slot], code)) {
                return slots[slot];
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        return -1;
    }

    private boolean same(int number, String code) {
        return caseSensitive
                ? codes.equals(number, code.getBytes(StandardCharsets.UTF_8))
                : code.equalsIgnoreCase(codes.get(number));
    }

    private int slot(String code) {
        int hash =
                (caseSensitive ? code : code.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT)).hashCode() * 0x9E3779B9;
        return (hash ^ (hash >>> 15)) & (slots.length - 1);
    }

    long weight() {
        return 4L * slots.length;
    }
}
