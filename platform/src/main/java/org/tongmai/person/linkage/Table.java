package org.tongmai.person.linkage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Records as they were read: each distinct value of a column is kept once.
 *
 * @param columns the header
 * @param values the distinct values of each column, in the order in which they were met
 * @param codes of each column, which value each record has
 * @param size records
 */
public record Table(List<String> columns, List<List<String>> values, int[][] codes, int size) {

    public Table {
        columns = List.copyOf(columns);
    }

    public String value(int column, int record) {
        return values.get(column).get(codes[column][record]);
    }

    /** Takes records one by one. */
    public static final class Builder {

        private static final int FIRST = 1024;

        private final List<String> columns;
        private final List<Map<String, Integer>> known = new ArrayList<>();
        private final List<List<String>> values = new ArrayList<>();
        private final int[][] codes;
        private int size;

        public Builder(List<String> columns) {
            this.columns = columns;
            this.codes = new int[columns.size()][FIRST];
            columns.forEach(each -> {
                known.add(new HashMap<>());
                values.add(new ArrayList<>());
            });
        }

        /** @param record as many values as there are columns */
        public void add(List<String> record) {
            for (int i = 0; i < codes.length; i++) {
                if (size == codes[i].length) {
                    codes[i] = Arrays.copyOf(codes[i], size * 2);
                }
                Map<String, Integer> names = known.get(i);
                List<String> all = values.get(i);
                Integer code = names.putIfAbsent(record.get(i), all.size());
                if (code == null) {
                    codes[i][size] = all.size();
                    all.add(record.get(i));
                } else {
                    codes[i][size] = code;
                }
            }
            size++;
        }

        public int size() {
            return size;
        }

        public Table build() {
            known.clear();
            int[][] exact = new int[codes.length][];
            for (int i = 0; i < exact.length; i++) {
                exact[i] = Arrays.copyOf(codes[i], size);
            }
            return new Table(columns, values, exact, size);
        }
    }
}
