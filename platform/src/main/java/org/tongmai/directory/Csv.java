package org.tongmai.directory;

import java.util.ArrayList;
import java.util.List;

/** Reads comma-separated values by RFC 4180, without line breaks inside values. */
public final class Csv {

    private Csv() {}

    /** The rows under the header line; each has as many fields as the header. */
    public static List<List<String>> rows(String text) {
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        int width = fields(lines.getFirst()).size();
        var rows = new ArrayList<List<String>>();
        for (String line : lines.subList(1, lines.size())) {
            List<String> fields = fields(line);
            if (fields.size() != width) {
                throw new IllegalArgumentException("row " + (rows.size() + 2) + " has " + fields.size() + " fields");
            }
            rows.add(fields);
        }
        return rows;
    }

    /** The fields of one line. */
    public static List<String> fields(String line) {
        var fields = new ArrayList<String>();
        var field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                boolean doubled = quoted && i + 1 < line.length() && line.charAt(i + 1) == '"';
                if (doubled) {
                    field.append(c);
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }
}
