package org.tongmai.access.receipt;

import java.util.Base64;
import tools.jackson.databind.JsonNode;

/** Bytes as base64url without padding (RFC 4648 §5), of which each has one form only. */
final class Encoded {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private Encoded() {}

    static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The decoder overlooks bits that stand for nothing; here they must be zero, so that no flipped bit goes unseen. */
    static byte[] bytes(String text) throws Unreadable {
        int idle = text.length() * 6 % Byte.SIZE;
        try {
            if (idle > 0 && (ALPHABET.indexOf(text.charAt(text.length() - 1)) & (1 << idle) - 1) != 0) {
                throw notEncoded();
            }
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException wrong) {
            throw notEncoded();
        }
    }

    static byte[] bytes(String text, int length) throws Unreadable {
        byte[] bytes = bytes(text);
        if (bytes.length != length) {
            throw notEncoded();
        }
        return bytes;
    }

    /** A member that must be text. */
    static String text(JsonNode node, String name) throws Unreadable {
        JsonNode member = node.path(name);
        if (!member.isString()) {
            throw new Unreadable("缺少 " + name, name + " is missing, or is no text");
        }
        return member.asString();
    }

    /** A member that must be a whole number from 0 on. */
    static long number(JsonNode node, String name) throws Unreadable {
        JsonNode member = node.path(name);
        if (!member.isIntegralNumber() || !member.canConvertToLong() || member.asLong() < 0) {
            throw new Unreadable("缺少 " + name, name + " is missing, or is no whole number");
        }
        return member.asLong();
    }

    private static Unreadable notEncoded() {
        return new Unreadable("编码有误", "a hash or signature is not base64url of the right length");
    }
}
