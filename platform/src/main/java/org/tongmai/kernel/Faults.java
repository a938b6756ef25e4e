package org.tongmai.kernel;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What may be said of a failure in a log: which one it is and where it came about. Messages of exceptions quote what they
 * choke on, such as a date, a name or a row, so none is said.
 */
public final class Faults {

    private static final String OURS = "org.tongmai.";

    /** Causes of causes, and places in our code for each; more say nothing new. */
    private static final int DEPTH_MAX = 8;

    private Faults() {}

    /** Kinds and places of a failure and its causes, in one line without any message. */
    public static String outline(Throwable failure) {
        List<String> kinds = new ArrayList<>();
        Throwable each = failure;
        for (int i = 0; each != null && i < DEPTH_MAX; i++) {
            kinds.add(kind(each) + places(each));
            each = each.getCause();
        }
        return String.join(" < ", kinds);
    }

    private static String kind(Throwable failure) {
        String name = failure.getClass().getName();
        return switch (failure) {
            case Problem problem -> name + " " + problem.code();
            case SQLException sql -> name + " " + sql.getSQLState();
            default -> name;
        };
    }

    private static String places(Throwable failure) {
        List<String> places = new ArrayList<>();
        for (StackTraceElement frame : failure.getStackTrace()) {
            if (frame.getClassName().startsWith(OURS) && places.size() < DEPTH_MAX) {
                places.add(frame.getClassName().substring(OURS.length()) + ":" + frame.getLineNumber());
            }
        }
        return places.isEmpty() ? "" : " at " + String.join(", ", places);
    }
}
