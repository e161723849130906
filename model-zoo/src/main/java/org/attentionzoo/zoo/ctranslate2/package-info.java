/**
 * Transformers of CTranslate2 as ours: {@link org.attentionzoo.zoo.ctranslate2.CTranslate2Folder}.
 */
package org.attentionzoo.zoo.ctranslate2;
