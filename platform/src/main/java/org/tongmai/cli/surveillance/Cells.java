package org.tongmai.cli.surveillance;

/** Values as they are written into a table. */
public final class Cells {

    /** Up to here each whole number is a double. */
    private static final double WHOLE_MOST = 1e15;

    private Cells() {}

    /** With all digits that tell it from its neighbours, whole numbers without a point, nothing where it is not defined. */
    public static String number(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "Inf" : "-Inf";
        }
        return value == Math.rint(value) && Math.abs(value) < WHOLE_MOST
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    public static String text(String text) {
        return text.chars().anyMatch(each -> ",\"\n\r".indexOf(each) >= 0)
                ? '"' + text.replace("\"", "\"\"") + '"'
                : text;
    }
}
