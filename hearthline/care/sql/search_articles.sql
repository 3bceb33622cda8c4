-- Published articles in which every word occurs, best first. %(query)s is a text for to_tsquery;
-- where an article has no text in the reader's language, its English one is looked in.
SELECT article.slug, article.topic, text.language, text.title, text.summary, text.body
  FROM care_articletext AS text
  JOIN care_article AS article ON article.id = text.article_id,
       to_tsquery('pg_catalog.simple', %(query)s) AS query
 WHERE article.is_published
   AND text.words @@ query
   AND (text.language = %(language)s
        OR text.language = 'en'
           AND NOT EXISTS (SELECT FROM care_articletext AS own
                            WHERE own.article_id = article.id AND own.language = %(language)s))
 ORDER BY ts_rank(text.words, query, 1) DESC, article.position, article.slug
 LIMIT %(most)s
