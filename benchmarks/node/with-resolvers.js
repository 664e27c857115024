// Promise.withResolvers, which PostGraphile calls, is part of Node.js from 22 on.
Promise.withResolvers ??= function withResolvers() {
  let resolve, reject;
  const promise = new this((onSuccess, onFailure) => {
    resolve = onSuccess;
    reject = onFailure;
  });
  return { promise, resolve, reject };
};
