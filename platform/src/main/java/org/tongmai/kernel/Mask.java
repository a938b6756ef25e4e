package org.tongmai.kernel;

/** Shortens what identifies a person to what may be shown. */
public final class Mask {

    private static final int TAIL = 4;

    private Mask() {}

    /** The last four characters, fewer of a short number: never more than half of it. */
    public static String tail(String number) {
        return number.substring(number.length() - Math.min(TAIL, number.length() / 2));
    }

    /** The number with every character but the {@link #tail} turned into an asterisk. */
    public static String allButTail(String number) {
        String tail = tail(number);
        return "*".repeat(number.length() - tail.length()) + tail;
    }

    /** A name with every character but the first turned into an asterisk: 王**. */
    public static String name(String name) {
        int[] characters = name.codePoints().toArray();
        return characters.length == 0 ? "" : Character.toString(characters[0]) + "*".repeat(characters.length - 1);
    }
}
