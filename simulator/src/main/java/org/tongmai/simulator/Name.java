package org.tongmai.simulator;

/**
 * A person's name as written in Chinese.
 *
 * @param family surname; the whole name where the people has no surnames (阿卜杜热合曼·买买提)
 * @param given the rest, may be empty
 */
public record Name(String family, String given) {

    public Name {
        if (family.isEmpty()) {
            throw new IllegalArgumentException("a name without its first part");
        }
    }

    /** The full name. */
    public String text() {
        return family + given;
    }
}
