package org.tongmai.exchange;

import tools.jackson.databind.JsonNode;

/** Something that this node does for other nodes. */
sealed interface Service {

    /** Answers as a whole. */
    non-sealed interface Whole extends Service {
        Object answer(Message message, JsonNode content);
    }

    /** Answers line by line. */
    non-sealed interface Streamed extends Service {
        void answer(Message message, JsonNode content, Lines lines) throws java.io.IOException;
    }

    /** Takes the lines of an answer; each is on its way when this returns. */
    @FunctionalInterface
    interface Lines {
        void add(Object line) throws java.io.IOException;
    }
}
