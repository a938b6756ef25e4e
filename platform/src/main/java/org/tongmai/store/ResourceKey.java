package org.tongmai.store;

import java.util.Optional;

/**
 * Where a resource is filed.
 *
 * <p>The id that the store gives out tells the compartment, so that a read by id goes to one partition:
 * {@code base32(compartment)-base32(local)}.
 *
 * @param type FHIR resource type
 * @param compartment the source patient's key, or {@link #DIRECTORY}
 * @param local number within the compartment, from 1
 */
public record ResourceKey(String type, long compartment, int local) {

    /** The compartment of what belongs to no patient: institutions, practitioners, terminology. */
    public static final long DIRECTORY = 0;

    private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";

    public ResourceKey {
        if (compartment < 0 || local < 0) {
            throw new IllegalArgumentException("compartment and local are not negative");
        }
    }

    /** The id that the store assigns to this key. */
    public String id() {
        return base32(compartment) + "-" + base32(local);
    }

    /** The key that an id tells; empty where the id was not assigned by a store. */
    public static Optional<ResourceKey> parse(String type, String id) {
        int dash = id.indexOf('-');
        if (dash < 1 || dash > 13 || id.length() - dash < 2 || id.length() - dash > 8) {
            return Optional.empty();
        }
        long compartment = number(id, 0, dash);
        long local = number(id, dash + 1, id.length());
        if (compartment < 0 || local < 0 || local > Integer.MAX_VALUE) {
            return Optional.empty();
        }
        var key = new ResourceKey(type, compartment, (int) local);
        return key.id().equals(id) ? Optional.of(key) : Optional.empty();
    }

    private static String base32(long value) {
        char[] out = new char[13];
        int at = out.length;
        long rest = value;
        do {
            out[--at] = DIGITS.charAt((int) (rest & 31));
            rest >>>= 5;
        } while (rest != 0);
        return new String(out, at, out.length - at);
    }

    private static long number(String text, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = DIGITS.indexOf(text.charAt(i));
            if (digit < 0 || value > (Long.MAX_VALUE >> 5)) {
                return -1;
            }
            value = (value << 5) | digit;
        }
        return value;
    }
}
