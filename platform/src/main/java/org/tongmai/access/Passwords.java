package org.tongmai.access;

import java.security.SecureRandom;

/** Makes passwords that are typed by hand. */
final class Passwords {

    /** No 0, O, 1, l, I: they are read for each other. */
    private static final String LETTERS = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    /** 57 letters to the 20th: 116 bits. */
    private static final int LENGTH = 20;

    private static final SecureRandom RANDOM = new SecureRandom();

    private Passwords() {}

    static String next() {
        StringBuilder password = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            password.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return password.toString();
    }
}
