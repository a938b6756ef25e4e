package org.tongmai.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Conditions of a statement with their values, in step. The text depends on the shape of a query only, so drivers reuse plans. */
final class Sql {

    private final StringBuilder text = new StringBuilder();
    private final List<Object> values = new ArrayList<>();

    /** Adds a condition. A collection of numbers is bound as {@code bigint[]}, an array as what it is. */
    Sql and(String condition, Object... parameters) {
        text.append(text.isEmpty() ? "" : " and ").append(condition);
        values.addAll(List.of(parameters));
        return this;
    }

    Sql and(Sql other) {
        return other.text.isEmpty() ? this : and(other.text.toString(), other.values.toArray());
    }

    String text() {
        return text.toString();
    }

    List<Object> values() {
        return values;
    }

    /** Any of several; at least one. */
    static Sql or(List<Sql> alternatives) {
        var out = new Sql();
        if (alternatives.size() == 1) {
            return alternatives.getFirst();
        }
        var joined = new ArrayList<String>();
        var values = new ArrayList<>();
        for (Sql one : alternatives) {
            joined.add("(" + one.text + ")");
            values.addAll(one.values);
        }
        return out.and("(" + String.join(" or ", joined) + ")", values.toArray());
    }

    /** Binds the values and returns the index of the parameter after them. */
    int bind(Connection connection, PreparedStatement statement) throws SQLException {
        return bind(connection, statement, 1);
    }

    /** The same from a parameter on. */
    int bind(Connection connection, PreparedStatement statement, int from) throws SQLException {
        int at = from;
        for (Object value : values) {
            switch (value) {
                case Collection<?> keys -> statement.setArray(at++, connection.createArrayOf("bigint", keys.toArray()));
                case Long[] longs -> statement.setArray(at++, connection.createArrayOf("bigint", longs));
                case Integer[] integers -> statement.setArray(at++, connection.createArrayOf("integer", integers));
                case Short[] shorts -> statement.setArray(at++, connection.createArrayOf("smallint", shorts));
                default -> statement.setObject(at++, value);
            }
        }
        return at;
    }

    boolean same(Sql other) {
        return text.toString().contentEquals(other.text) && values.equals(other.values);
    }
}
