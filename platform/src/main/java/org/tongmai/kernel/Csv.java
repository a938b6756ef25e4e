package org.tongmai.kernel;

/** Cells of tables that people open in a spreadsheet. */
public final class Csv {

    /** Tells a spreadsheet that the table is UTF-8. */
    public static final String BEGIN = "\uFEFF";

    private Csv() {}

    /** No formula of a spreadsheet, no border of a cell. */
    public static String cell(String text) {
        String plain = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return plain.matches("[^\",\r\n]*")
                ? plain
                : "\"" + plain.replace("\"", "\"\"").replaceAll("[\r\n]", " ") + "\"";
    }
}
