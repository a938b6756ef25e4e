package org.tongmai.intake.hl7v2;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One value of a message with its place, read by the separators alone: an independent reading to judge the other by.
 *
 * @param segment such as {@code PID}
 * @param component from 1
 */
record Leaf(String segment, int field, int component, int subcomponent, String value) {

    /** Every value of a message but those of its header. */
    static List<Leaf> of(String message) {
        List<Leaf> leaves = new ArrayList<>();
        for (String line : message.split("[\r\n]+")) {
            if (line.length() > 4 && !line.startsWith("MSH") && !line.startsWith("\uFEFF")) {
                String[] fields = line.split("\\|", -1);
                for (int field = 1; field < fields.length; field++) {
                    for (String repetition : fields[field].split("~", -1)) {
                        leaves(line.substring(0, 3), field, repetition, leaves);
                    }
                }
            }
        }
        return leaves;
    }

    /** The place as findings name it: with its component, or the field as a whole. */
    List<String> places() {
        String whole = segment + "-" + field;
        return List.of(whole, whole + "." + component);
    }

    private static void leaves(String segment, int field, String text, List<Leaf> leaves) {
        String[] components = text.split(Pattern.quote("^"), -1);
        for (int component = 0; component < components.length; component++) {
            String[] parts = components[component].split("&", -1);
            for (int part = 0; part < parts.length; part++) {
                String value = plain(parts[part]);
                if (!value.isEmpty() && !value.equals("\"\"")) {
                    leaves.add(new Leaf(segment, field, component + 1, part + 1, value));
                }
            }
        }
    }

    private static String plain(String text) {
        return text.replace("\\T\\", "&")
                .replace("\\F\\", "|")
                .replace("\\S\\", "^")
                .replace("\\R\\", "~")
                .replace("\\.br\\", "\n")
                .replace("\\X0d0a\\", "\r\n")
                .replace("\\X0D0A\\", "\r\n")
                .replace("\\E\\", "\\")
                .strip();
    }
}
