package org.tongmai.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * What another capability keeps of a submission in the very commit that stores it: both are there, or neither.
 *
 * @param <T> what is kept
 */
public record Note<T>(Writer<T> writer, T content) {

    /** Writes the notes of all submissions that share a commit. Notes with the same writer come together. */
    @FunctionalInterface
    public interface Writer<T> {
        /**
         * @param connection the transaction of the commit, for statements only
         * @throws SQLException then none of these submissions is stored; each is tried again by itself
         */
        void write(Connection connection, List<T> contents) throws SQLException;
    }

    /** Writes these notes, each writer's in one turn. */
    static void write(Connection connection, List<Note<?>> notes) throws SQLException {
        for (Writer<?> writer : notes.stream().map(Note::writer).distinct().toList()) {
            write(connection, writer, notes);
        }
    }

    @SuppressWarnings("unchecked") // the content of a note is what its writer writes
    private static <T> void write(Connection connection, Writer<T> writer, List<Note<?>> notes) throws SQLException {
        writer.write(
                connection,
                notes.stream()
                        .filter(note -> note.writer().equals(writer))
                        .map(note -> (T) note.content())
                        .toList());
    }
}
