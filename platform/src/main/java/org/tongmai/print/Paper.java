package org.tongmai.print;

import java.util.List;

/**
 * What is printed. It can be kept as JSON and printed again later, and is then the same in every word.
 *
 * @param language BCP 47, such as {@code zh-CN}
 * @param under below the title: who speaks, as of when
 * @param foot at the foot of each page beside its number, such as the edition and who printed it when
 */
public record Paper(String language, String title, String under, String foot, List<Block> blocks) {
    public Paper {
        blocks = List.copyOf(blocks);
    }

    /** The same paper with another foot. */
    public Paper footed(String words) {
        return new Paper(language, title, under, words, blocks);
    }
}
